run "dev" {
  # --- addresses, as in the specification ---
  assert {
    condition = {
      public        = { for subnet in module.public_subnets.subnets : subnet.availability_zone => subnet.cidr_block }
      private       = { for subnet in module.private_subnets.subnets : subnet.availability_zone => subnet.cidr_block }
      control_plane = { for subnet in module.control_plane_subnets.subnets : subnet.availability_zone => subnet.cidr_block }
      data          = { for subnet in module.data_subnets.subnets : subnet.availability_zone => subnet.cidr_block }
      } == {
      public        = zipmap(local.availability_zones, ["10.1.1.0/24", "10.1.2.0/24", "10.1.3.0/24"])
      private       = zipmap(local.availability_zones, ["10.1.11.0/24", "10.1.12.0/24", "10.1.13.0/24"])
      control_plane = zipmap(local.availability_zones, ["10.1.21.0/24", "10.1.22.0/24", "10.1.23.0/24"])
      data          = zipmap(local.availability_zones, ["10.1.31.0/24", "10.1.32.0/24", "10.1.33.0/24"])
    }
    error_message = "The subnets must be those of the specification for 10.1.0.0/16."
  }

  assert {
    condition     = aws_vpc.this.cidr_block == "10.1.0.0/16" && aws_vpc.this.enable_dns_support && aws_vpc.this.enable_dns_hostnames
    error_message = "The VPC must be 10.1.0.0/16 and resolve DNS: private endpoints are only found by name."
  }

  assert {
    condition     = length(module.pod_subnets) == 0 && output.pod_cidr == null && output.pod_address_count == 0 && output.private_address_count == 753
    error_message = "In dev the pods share the 753 addresses of the private subnets."
  }

  # --- routes ---
  assert {
    condition     = keys(aws_nat_gateway.this) == [local.availability_zones[0]] && aws_nat_gateway.this[local.availability_zones[0]].subnet_id == module.public_subnets.ids[local.availability_zones[0]]
    error_message = "Dev must have one NAT gateway, in the first public subnet."
  }

  assert {
    condition     = alltrue([for table in aws_route_table.private : [for route in table.route : [route.cidr_block, route.nat_gateway_id]] == [["0.0.0.0/0", aws_nat_gateway.this[local.availability_zones[0]].id]]])
    error_message = "The only route of every private table must lead to the only NAT gateway."
  }

  assert {
    condition     = [for route in aws_route_table.public.route : [route.cidr_block, route.gateway_id]] == [["0.0.0.0/0", aws_internet_gateway.this.id]]
    error_message = "The only route of the public table must lead to the internet gateway."
  }

  assert {
    condition     = length(aws_route_table.control_plane.route) == 0 && length(aws_route_table.data.route) == 0 && length(aws_default_route_table.this.route) == 0
    error_message = "The tables of the control plane and of the data, and the main one, must have no routes."
  }

  assert {
    condition = {
      public        = module.public_subnets.route_table_ids
      private       = module.private_subnets.route_table_ids
      control_plane = module.control_plane_subnets.route_table_ids
      data          = module.data_subnets.route_table_ids
      } == {
      public        = { for zone in local.availability_zones : zone => aws_route_table.public.id }
      private       = { for zone in local.availability_zones : zone => aws_route_table.private[zone].id }
      control_plane = { for zone in local.availability_zones : zone => aws_route_table.control_plane.id }
      data          = { for zone in local.availability_zones : zone => aws_route_table.data.id }
    }
    error_message = "Each tier must have the routes that were made for it."
  }

  assert {
    condition     = aws_default_route_table.this.default_route_table_id == aws_vpc.this.default_route_table_id
    error_message = "The table that is emptied must be the VPC's main one."
  }

  # --- how controllers find their resources ---
  assert {
    condition = alltrue([for zone in local.availability_zones :
      module.public_subnets.subnets[zone].tags["kubernetes.io/role/elb"] == "1"
      && module.private_subnets.subnets[zone].tags["kubernetes.io/role/internal-elb"] == "1"
      && module.private_subnets.subnets[zone].tags["karpenter.sh/discovery"] == "${var.project}-dev"
    ])
    error_message = "The load balancer controller must find public and private subnets by tag, and Karpenter the private ones."
  }

  assert {
    condition     = [for name, group in aws_security_group.this : name if contains(keys(group.tags), "karpenter.sh/discovery")] == ["nodes"] && aws_security_group.this["nodes"].tags["karpenter.sh/discovery"] == "${var.project}-dev"
    error_message = "Karpenter must find only the nodes' group."
  }

  assert {
    condition     = !anytrue([for tier in [module.public_subnets, module.control_plane_subnets, module.data_subnets] : anytrue([for subnet in tier.subnets : contains(keys(subnet.tags), "karpenter.sh/discovery")])])
    error_message = "Karpenter may start nodes in private subnets only."
  }

  # --- security groups ---
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
      "bastion -> control_plane tcp 443-443",
      "bastion -> endpoints tcp 443-443",
      "bastion -> nodes tcp 22-22",
    ])
    error_message = "The groups must allow exactly these: ${join(", ", keys(aws_vpc_security_group_ingress_rule.flow))}"
  }

  assert {
    condition = toset([
      for rule in aws_vpc_security_group_egress_rule.flow : join(" ", [
        { for name, group in aws_security_group.this : group.id => name }[rule.security_group_id], "->",
        { for name, group in aws_security_group.this : group.id => name }[rule.referenced_security_group_id], rule.ip_protocol, "${rule.from_port}-${rule.to_port}",
      ])
      ]) == toset([
      "alb -> nodes tcp 3000-3000",
      "alb -> nodes tcp 3100-3100",
      "control_plane -> nodes tcp 443-443",
      "control_plane -> nodes tcp 1025-65535",
      "bastion -> control_plane tcp 443-443",
      "bastion -> endpoints tcp 443-443",
      "bastion -> nodes tcp 22-22",
    ])
    error_message = "Kafka, database, endpoints and prometheus must have no egress, the others exactly this: ${join(", ", keys(aws_vpc_security_group_egress_rule.flow))}"
  }

  assert {
    condition = (
      aws_vpc_security_group_ingress_rule.alb_from_internet.security_group_id == aws_security_group.this["alb"].id
      && aws_vpc_security_group_ingress_rule.alb_from_internet.cidr_ipv4 == "0.0.0.0/0"
      && aws_vpc_security_group_ingress_rule.alb_from_internet.ip_protocol == "tcp"
      && aws_vpc_security_group_ingress_rule.alb_from_internet.from_port == 443
      && aws_vpc_security_group_ingress_rule.alb_from_internet.to_port == 443
    )
    error_message = "The internet must reach only the load balancer, on 443."
  }

  assert {
    condition = (
      aws_vpc_security_group_ingress_rule.nodes_from_nodes.security_group_id == aws_security_group.this["nodes"].id
      && aws_vpc_security_group_ingress_rule.nodes_from_nodes.referenced_security_group_id == aws_security_group.this["nodes"].id
      && aws_vpc_security_group_ingress_rule.nodes_from_nodes.ip_protocol == "-1"
    )
    error_message = "Nodes and pods must reach each other on every protocol: cluster DNS is UDP."
  }

  assert {
    condition = (
      aws_vpc_security_group_egress_rule.nodes_to_anywhere.security_group_id == aws_security_group.this["nodes"].id
      && aws_vpc_security_group_egress_rule.nodes_to_anywhere.cidr_ipv4 == "0.0.0.0/0"
      && aws_vpc_security_group_egress_rule.nodes_to_anywhere.ip_protocol == "-1"
    )
    error_message = "Nodes must reach everything, as the specification says."
  }

  assert {
    condition     = length(aws_vpc_security_group_ingress_rule.bastion_ssh) == 0
    error_message = "SSH must be closed unless addresses are named."
  }

  assert {
    condition     = aws_default_security_group.this.vpc_id == aws_vpc.this.id && length(aws_default_security_group.this.ingress) == 0 && length(aws_default_security_group.this.egress) == 0
    error_message = "The VPC's default group must allow no traffic."
  }

  # --- the second protection of the data ---
  assert {
    condition     = aws_network_acl.data.subnet_ids == toset(values(module.data_subnets.ids))
    error_message = "The ACL must cover the three data subnets."
  }

  assert {
    condition = toset([for rule in aws_network_acl.data.ingress : "${rule.action} ${rule.cidr_block} ${rule.protocol} ${rule.from_port}-${rule.to_port}"]) == toset([
      "allow 10.1.31.0/24 -1 0-0", "allow 10.1.32.0/24 -1 0-0", "allow 10.1.33.0/24 -1 0-0",
      "allow 10.1.11.0/24 tcp 5432-5432", "allow 10.1.12.0/24 tcp 5432-5432", "allow 10.1.13.0/24 tcp 5432-5432",
      "allow 10.1.11.0/24 tcp 9094-9098", "allow 10.1.12.0/24 tcp 9094-9098", "allow 10.1.13.0/24 tcp 9094-9098",
      "allow 10.1.11.0/24 tcp 11001-11002", "allow 10.1.12.0/24 tcp 11001-11002", "allow 10.1.13.0/24 tcp 11001-11002",
    ])
    error_message = "Only PostgreSQL, Kafka and its exporters from the private subnets, and the tier itself, may enter the data tier: ${jsonencode(aws_network_acl.data.ingress)}"
  }

  assert {
    condition = toset([for rule in aws_network_acl.data.egress : "${rule.action} ${rule.cidr_block} ${rule.protocol} ${rule.from_port}-${rule.to_port}"]) == toset([
      "allow 10.1.31.0/24 -1 0-0", "allow 10.1.32.0/24 -1 0-0", "allow 10.1.33.0/24 -1 0-0",
      "allow 10.1.11.0/24 tcp 1024-65535", "allow 10.1.12.0/24 tcp 1024-65535", "allow 10.1.13.0/24 tcp 1024-65535",
    ])
    error_message = "Only answers to the private subnets, and traffic within the tier, may leave the data tier: ${jsonencode(aws_network_acl.data.egress)}"
  }

  # --- endpoints ---
  assert {
    condition     = toset([for endpoint in aws_vpc_endpoint.interface : endpoint.service_name]) == toset([for name in ["ecr.api", "ecr.dkr", "secretsmanager", "ssm", "ssmmessages", "sts"] : "com.amazonaws.${var.region}.${name}"])
    error_message = "Dev must have the endpoints of image pulls, secrets, roles and sessions: ${join(", ", keys(aws_vpc_endpoint.interface))}"
  }

  assert {
    condition = alltrue([for endpoint in aws_vpc_endpoint.interface :
      endpoint.vpc_endpoint_type == "Interface" && endpoint.private_dns_enabled
      && endpoint.subnet_ids == toset([module.private_subnets.ids[local.availability_zones[0]]])
      && endpoint.security_group_ids == toset([aws_security_group.this["endpoints"].id])
    ])
    error_message = "Each endpoint must use the service's own name, in the first private subnet, with the endpoints' group."
  }

  assert {
    condition = alltrue([for name, endpoint in aws_vpc_endpoint.interface :
      join(" ", [for statement in jsondecode(endpoint.policy).Statement : try(statement.Condition.StringEquals["aws:PrincipalAccount"], statement.Action)])
      == (name == "sts" ? "${var.account_id} sts:AssumeRoleWithWebIdentity" : var.account_id)
    ])
    error_message = "An endpoint must serve only principals of this account; STS also serves callers without an identity."
  }

  assert {
    condition     = jsondecode(aws_vpc_endpoint.interface["sts"].policy).Statement[1].Resource == "arn:aws:iam::${var.account_id}:role/*"
    error_message = "A service account's token may be exchanged only for roles of this account."
  }

  assert {
    condition     = aws_vpc_endpoint.s3.vpc_endpoint_type == "Gateway" && aws_vpc_endpoint.s3.service_name == "com.amazonaws.${var.region}.s3"
    error_message = "S3 must be reached through its gateway, which is free."
  }

  assert {
    condition     = aws_vpc_endpoint.s3.route_table_ids == toset(concat([for table in aws_route_table.private : table.id], [aws_route_table.control_plane.id, aws_route_table.data.id]))
    error_message = "The private, control plane and data tables must lead to S3 without NAT."
  }

  assert {
    condition = {
      for statement in jsondecode(aws_vpc_endpoint.s3.policy).Statement : statement.Action => try(statement.Condition.StringEquals, null)
      } == {
      "s3:*"         = { "aws:PrincipalAccount" = var.account_id, "aws:ResourceAccount" = var.account_id }
      "s3:GetObject" = null
    }
    error_message = "Only reads may use foreign buckets through the gateway: ${aws_vpc_endpoint.s3.policy}"
  }

  # --- flow logs ---
  assert {
    condition = (
      aws_flow_log.this.vpc_id == aws_vpc.this.id && aws_flow_log.this.traffic_type == "ALL"
      && aws_flow_log.this.log_destination == aws_cloudwatch_log_group.flow_logs.arn && aws_flow_log.this.iam_role_arn == aws_iam_role.flow_logs.arn
    )
    error_message = "All traffic of the VPC, refused and accepted, must be recorded in its log group."
  }

  assert {
    condition     = aws_cloudwatch_log_group.flow_logs.retention_in_days == 30 && aws_cloudwatch_log_group.flow_logs.kms_key_id == module.flow_log_key.arn
    error_message = "Dev must keep flow logs for 30 days, encrypted with their own key."
  }

  assert {
    condition     = aws_iam_role.flow_logs.permissions_boundary == "arn:aws:iam::${var.account_id}:policy/${var.project}-boundary-dev"
    error_message = "The role must have the boundary of dev; otherwise the pipeline may not create it."
  }

  assert {
    condition = jsondecode(aws_iam_role.flow_logs.assume_role_policy).Statement[0].Condition == {
      StringEquals = { "aws:SourceAccount" = var.account_id }
      ArnLike      = { "aws:SourceArn" = "arn:aws:ec2:${var.region}:${var.account_id}:vpc-flow-log/*" }
    }
    error_message = "Only flow logs of this account may use the role: ${aws_iam_role.flow_logs.assume_role_policy}"
  }

  assert {
    condition     = [for statement in jsondecode(aws_iam_role_policy.flow_logs.policy).Statement : statement.Action if statement.Resource == "*"] == ["logs:DescribeLogGroups"]
    error_message = "Beyond its own log group the role may only list groups: ${aws_iam_role_policy.flow_logs.policy}"
  }

  assert {
    condition = (
      jsondecode(aws_iam_role_policy.flow_logs.policy).Statement[0].Resource == "${aws_cloudwatch_log_group.flow_logs.arn}:*"
      && toset(jsondecode(aws_iam_role_policy.flow_logs.policy).Statement[0].Action) == toset(["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"])
    )
    error_message = "The role must write to its own log group: ${aws_iam_role_policy.flow_logs.policy}"
  }

  # --- names and hand-over ---
  assert {
    condition     = aws_route53_zone.private.name == "dev.${var.project}.internal" && one(aws_route53_zone.private.vpc).vpc_id == aws_vpc.this.id
    error_message = "The zone dev.${var.project}.internal must resolve in this VPC only."
  }

  assert {
    condition     = aws_ssm_parameter.handover.name == "/${var.project}/dev/network" && length(aws_ssm_parameter.handover.insecure_value) < 4096
    error_message = "The hand-over must be /${var.project}/dev/network and fit into a standard parameter (4 KB): ${length(aws_ssm_parameter.handover.insecure_value)} bytes."
  }

  assert {
    condition = jsondecode(aws_ssm_parameter.handover.insecure_value) == {
      vpc_id                = aws_vpc.this.id
      vpc_cidr              = "10.1.0.0/16"
      pod_cidr              = null
      private_address_count = 753
      pod_address_count     = 0
      private_zone          = { id = aws_route53_zone.private.zone_id, name = "dev.${var.project}.internal" }
      security_group_ids    = merge({ runner = null }, { for name in ["alb", "nodes", "control_plane", "kafka", "database", "endpoints", "prometheus", "bastion"] : name => aws_security_group.this[name].id })
      subnet_ids = {
        public        = module.public_subnets.ids
        private       = module.private_subnets.ids
        control_plane = module.control_plane_subnets.ids
        data          = module.data_subnets.ids
        pods          = {}
      }
      subnet_cidrs = {
        public        = ["10.1.1.0/24", "10.1.2.0/24", "10.1.3.0/24"]
        private       = ["10.1.11.0/24", "10.1.12.0/24", "10.1.13.0/24"]
        control_plane = ["10.1.21.0/24", "10.1.22.0/24", "10.1.23.0/24"]
        data          = ["10.1.31.0/24", "10.1.32.0/24", "10.1.33.0/24"]
      }
      # In this order, so that a plan differs only when AWS adds or removes one.
      s3_cidrs = ["192.0.2.0/24", "198.51.100.0/24"]
    }
    error_message = "The hand-over must contain what the data and cluster stacks read: ${aws_ssm_parameter.handover.insecure_value}"
  }

  assert {
    condition = aws_vpc.this.tags_all == tomap({
      Name        = "${var.project}-dev"
      project     = var.project
      environment = "dev"
      stack       = "network"
      managed-by  = "terraform"
      repository  = var.repository
    })
    error_message = "Every resource must have the owner tags: ${jsonencode(aws_vpc.this.tags_all)}"
  }
}

run "opens_ssh_to_named_addresses_only" {
  command = plan

  variables {
    bastion = { enabled = true, ssh_cidrs = ["203.0.113.7/32", "198.51.100.0/24"] }
  }

  assert {
    condition     = toset([for rule in aws_vpc_security_group_ingress_rule.bastion_ssh : "${rule.cidr_ipv4} ${rule.ip_protocol} ${rule.from_port}-${rule.to_port}"]) == toset(["203.0.113.7/32 tcp 22-22", "198.51.100.0/24 tcp 22-22"])
    error_message = "SSH must be open to the named addresses only."
  }
}

run "opens_postgresql_to_the_bastion_and_the_api_to_runners_when_asked" {
  variables {
    bastion        = { enabled = true, ssh_cidrs = [], database_access = true }
    runner_enabled = true
  }

  assert {
    condition = toset([
      for rule in concat(values(aws_vpc_security_group_ingress_rule.flow), values(aws_vpc_security_group_egress_rule.flow)) : join(" ", [
        { for name, group in aws_security_group.this : group.id => name }[rule.security_group_id],
        { for name, group in aws_security_group.this : group.id => name }[rule.referenced_security_group_id], rule.ip_protocol, "${rule.from_port}-${rule.to_port}",
      ]) if contains([aws_security_group.this["bastion"].id, aws_security_group.this["runner"].id], rule.referenced_security_group_id) || contains([aws_security_group.this["bastion"].id, aws_security_group.this["runner"].id], rule.security_group_id)
      ]) == toset(flatten([
        for sender, receivers in {
          bastion = ["control_plane 443", "endpoints 443", "nodes 22", "database 5432"]
          runner  = ["control_plane 443", "endpoints 443"]
          } : [
          for receiver in receivers : [
            "${sender} ${split(" ", receiver)[0]} tcp ${split(" ", receiver)[1]}-${split(" ", receiver)[1]}",
            "${split(" ", receiver)[0]} ${sender} tcp ${split(" ", receiver)[1]}-${split(" ", receiver)[1]}",
          ]
        ]
    ]))
    error_message = "Each flow must be allowed on both ends, and no other: ${join(", ", keys(aws_vpc_security_group_ingress_rule.flow))}"
  }

  assert {
    condition = [
      for rule in aws_vpc_security_group_egress_rule.runner_to_https : [rule.security_group_id, rule.cidr_ipv4, rule.ip_protocol, rule.from_port, rule.to_port]
    ] == [[aws_security_group.this["runner"].id, "0.0.0.0/0", "tcp", 443, 443]]
    error_message = "Runners must reach only HTTPS outside the VPC."
  }

  assert {
    condition     = [for rule in aws_network_acl.data.ingress : "${rule.protocol} ${rule.from_port}-${rule.to_port}" if rule.cidr_block == "10.1.1.0/24"] == ["tcp 5432-5432"] && length([for rule in aws_network_acl.data.ingress : rule if contains(["10.1.2.0/24", "10.1.3.0/24"], rule.cidr_block)]) == 0
    error_message = "Of the public subnets, only the bastion's may reach the data tier, and only PostgreSQL: ${jsonencode(aws_network_acl.data.ingress)}"
  }

  assert {
    condition     = [for rule in aws_network_acl.data.egress : "${rule.protocol} ${rule.from_port}-${rule.to_port}" if rule.cidr_block == "10.1.1.0/24"] == ["tcp 1024-65535"]
    error_message = "The data tier must answer the bastion: ${jsonencode(aws_network_acl.data.egress)}"
  }

  assert {
    condition     = output.security_group_ids.runner == aws_security_group.this["runner"].id
    error_message = "The cluster stack creates runners if their group is handed over."
  }
}
