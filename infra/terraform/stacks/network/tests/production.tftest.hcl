# What differs in production; dev.tftest.hcl checks the common code.
run "production" {
  assert {
    condition = {
      public        = { for subnet in module.public_subnets.subnets : subnet.availability_zone => subnet.cidr_block }
      private       = { for subnet in module.private_subnets.subnets : subnet.availability_zone => subnet.cidr_block }
      control_plane = { for subnet in module.control_plane_subnets.subnets : subnet.availability_zone => subnet.cidr_block }
      data          = { for subnet in module.data_subnets.subnets : subnet.availability_zone => subnet.cidr_block }
      pods          = { for subnet in module.pod_subnets[0].subnets : subnet.availability_zone => subnet.cidr_block }
      } == {
      public        = zipmap(local.availability_zones, ["10.0.1.0/24", "10.0.2.0/24", "10.0.3.0/24"])
      private       = zipmap(local.availability_zones, ["10.0.11.0/24", "10.0.12.0/24", "10.0.13.0/24"])
      control_plane = zipmap(local.availability_zones, ["10.0.21.0/24", "10.0.22.0/24", "10.0.23.0/24"])
      data          = zipmap(local.availability_zones, ["10.0.31.0/24", "10.0.32.0/24", "10.0.33.0/24"])
      pods          = zipmap(local.availability_zones, ["100.64.0.0/18", "100.64.64.0/18", "100.64.128.0/18"])
    }
    error_message = "The subnets must be those of the specification for 10.0.0.0/16, and a /18 of 100.64.0.0/16 in each zone for pods."
  }

  assert {
    condition     = aws_vpc_ipv4_cidr_block_association.pods[0].cidr_block == "100.64.0.0/16" && aws_vpc_ipv4_cidr_block_association.pods[0].vpc_id == aws_vpc.this.id
    error_message = "The VPC must have the pods' range beside its own."
  }

  assert {
    condition     = output.private_address_count == 753 && output.pod_address_count == 3 * 16379
    error_message = "AWS reserves five addresses per subnet: 753 private, 49137 for pods."
  }

  assert {
    condition     = alltrue([for subnet in module.pod_subnets[0].subnets : !contains(keys(subnet.tags), "karpenter.sh/discovery")])
    error_message = "Karpenter must not find the pods' subnets: nodes stay in the private ones."
  }

  assert {
    condition     = toset(keys(aws_nat_gateway.this)) == toset(local.availability_zones) && alltrue([for zone, gateway in aws_nat_gateway.this : gateway.subnet_id == module.public_subnets.ids[zone]])
    error_message = "Production must have a NAT gateway in the public subnet of each zone."
  }

  assert {
    condition     = length(toset([for gateway in aws_nat_gateway.this : gateway.allocation_id])) == 3 && length(output.nat_public_ips) == 3
    error_message = "Each NAT gateway must have its own address."
  }

  assert {
    condition     = { for zone, table in aws_route_table.private : zone => [for route in table.route : [route.cidr_block, route.nat_gateway_id]] } == { for zone, gateway in aws_nat_gateway.this : zone => [["0.0.0.0/0", gateway.id]] }
    error_message = "The private subnets of a zone must use their own zone's NAT gateway."
  }

  assert {
    condition     = module.pod_subnets[0].route_table_ids == module.private_subnets.route_table_ids && module.private_subnets.route_table_ids == { for zone, table in aws_route_table.private : zone => table.id }
    error_message = "Pods must use the same NAT gateway as the nodes of their zone."
  }

  assert {
    condition     = length(aws_route_table.control_plane.route) == 0 && length(aws_route_table.data.route) == 0
    error_message = "The tables of the control plane and of the data must have no routes."
  }

  assert {
    condition = toset([
      for rule in aws_vpc_security_group_ingress_rule.flow : join(" ", [
        { for name, group in aws_security_group.this : group.id => name }[rule.referenced_security_group_id], "->",
        { for name, group in aws_security_group.this : group.id => name }[rule.security_group_id], rule.ip_protocol, "${rule.from_port}-${rule.to_port}",
      ])
      ]) == toset([
      "alb -> nodes tcp 3000-3000",
      "alb -> nodes tcp 3100-3100",
      "nodes -> control_plane tcp 443-443",
      "control_plane -> nodes tcp 443-443",
      "control_plane -> nodes tcp 1025-65535",
      "nodes -> endpoints tcp 443-443",
      "nodes -> kafka tcp 9094-9094",
      "nodes -> kafka tcp 9098-9098",
      "prometheus -> kafka tcp 11001-11002",
      "nodes -> database tcp 5432-5432",
    ])
    error_message = "The groups must allow exactly these: ${join(", ", keys(aws_vpc_security_group_ingress_rule.flow))}"
  }

  assert {
    condition     = !contains(keys(aws_security_group.this), "bastion") && output.security_group_ids.bastion == null
    error_message = "Production must have no bastion."
  }

  assert {
    condition = alltrue([for ports in ["5432-5432", "9094-9098", "11001-11002"] : toset([
      for rule in aws_network_acl.data.ingress : rule.cidr_block if "${rule.from_port}-${rule.to_port}" == ports
    ]) == toset(["10.0.11.0/24", "10.0.12.0/24", "10.0.13.0/24", "100.64.0.0/16"])])
    error_message = "The data tier must allow nodes and pods: ${jsonencode(aws_network_acl.data.ingress)}"
  }

  assert {
    condition     = toset([for rule in aws_network_acl.data.egress : rule.cidr_block if rule.protocol == "tcp"]) == toset(["10.0.11.0/24", "10.0.12.0/24", "10.0.13.0/24", "100.64.0.0/16"])
    error_message = "The data tier must answer nodes and pods: ${jsonencode(aws_network_acl.data.egress)}"
  }

  assert {
    condition     = max([for rules in [aws_network_acl.data.ingress, aws_network_acl.data.egress] : length(rules)]...) < 20
    error_message = "AWS allows at most 20 rules per direction in an ACL, including its own final refusal."
  }

  assert {
    condition     = length(toset([for rule in aws_network_acl.data.ingress : rule.rule_no])) == length(aws_network_acl.data.ingress) && length(toset([for rule in aws_network_acl.data.egress : rule.rule_no])) == length(aws_network_acl.data.egress)
    error_message = "No two rules of one direction may have the same number."
  }

  assert {
    condition     = keys(aws_vpc_endpoint.interface) == ["autoscaling", "ec2", "ecr.api", "ecr.dkr", "eks", "elasticloadbalancing", "secretsmanager", "ssm", "ssmmessages", "sts"]
    error_message = "Production must have endpoints for everything that nodes and pods need to start: ${join(", ", keys(aws_vpc_endpoint.interface))}"
  }

  assert {
    condition     = alltrue([for endpoint in aws_vpc_endpoint.interface : endpoint.subnet_ids == toset(values(module.private_subnets.ids))])
    error_message = "In production the endpoints must be in every zone."
  }

  assert {
    condition     = aws_cloudwatch_log_group.flow_logs.retention_in_days == 90 && aws_flow_log.this.traffic_type == "ALL"
    error_message = "Production must keep the flow logs of all traffic for 90 days."
  }

  assert {
    condition     = aws_ssm_parameter.handover.name == "/${var.project}/production/network" && length(aws_ssm_parameter.handover.insecure_value) < 4096
    error_message = "The hand-over must be /${var.project}/production/network and fit into a standard parameter (4 KB): ${length(aws_ssm_parameter.handover.insecure_value)} bytes."
  }

  assert {
    condition = (
      jsondecode(aws_ssm_parameter.handover.insecure_value).pod_cidr == "100.64.0.0/16"
      && jsondecode(aws_ssm_parameter.handover.insecure_value).pod_address_count == 49137
      && jsondecode(aws_ssm_parameter.handover.insecure_value).subnet_ids.pods == module.pod_subnets[0].ids
    )
    error_message = "The hand-over must contain the pods' subnets: ${aws_ssm_parameter.handover.insecure_value}"
  }

  assert {
    condition     = aws_route53_zone.private.name == "production.${var.project}.internal"
    error_message = "The private zone must have the environment's name."
  }
}
