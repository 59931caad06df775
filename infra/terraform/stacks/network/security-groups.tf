locals {
  ports = local.catalog.ports

  security_groups = merge(
    {
      alb           = "Public load balancers"
      nodes         = "EKS nodes and their pods"
      control_plane = "Network interfaces of the EKS control plane"
      kafka         = "Kafka brokers"
      database      = "PostgreSQL"
      endpoints     = "Interface endpoints of AWS services"
      # Has no rules. Prometheus pods have it in addition to the nodes' group (SecurityGroupPolicy), and the brokers'
      # exporters recognise them by it.
      prometheus = "Prometheus pods"
    },
    var.bastion.enabled ? { bastion = "Bastion" } : {},
    var.runner_enabled ? { runner = "Runners of pipelines" } : {},
  )

  # Allowed TCP connections. Each line is the rule of the receiver, and of the sender unless it may reach everything.
  # The specification's plaintext port of Kafka, 9092, stays closed (docs/adr/0016-kafka-by-iam-only.md). Kafka and
  # PostgreSQL have no egress rules and none among themselves: for MSK, AWS lists client ports only (developer guide,
  # "Port information"), and replicates Aurora's storage on its own side.
  flows = concat(
    [
      { from = "alb", to = "nodes", from_port = local.ports.http, to_port = local.ports.http, why = "Requests, to the pods themselves" },
      { from = "alb", to = "nodes", from_port = local.ports.management, to_port = local.ports.management, why = "Health checks" },
      { from = "nodes", to = "control_plane", from_port = 443, to_port = 443, why = "Kubernetes API" },
      { from = "control_plane", to = "nodes", from_port = 443, to_port = 443, why = "Webhooks and aggregated APIs on 443" },
      { from = "control_plane", to = "nodes", from_port = 1025, to_port = 65535, why = "Kubelet (10250), webhooks and aggregated APIs on their own ports" },
      { from = "nodes", to = "endpoints", from_port = 443, to_port = 443, why = "AWS services" },
      { from = "nodes", to = "kafka", from_port = 9094, to_port = 9094, why = "Kafka over TLS, for tools with certificates" },
      { from = "nodes", to = "kafka", from_port = 9098, to_port = 9098, why = "Kafka over TLS with IAM" },
      { from = "prometheus", to = "kafka", from_port = 11001, to_port = 11002, why = "JMX exporter and node exporter of the brokers" },
      { from = "nodes", to = "database", from_port = 5432, to_port = 5432, why = "PostgreSQL" },
    ],
    var.bastion.enabled ? [
      { from = "bastion", to = "control_plane", from_port = 443, to_port = 443, why = "Kubernetes API, through a forwarded port" },
      { from = "bastion", to = "endpoints", from_port = 443, to_port = 443, why = "SSM" },
      { from = "bastion", to = "nodes", from_port = 22, to_port = 22, why = "SSH" },
    ] : [],
    var.bastion.database_access ? [
      { from = "bastion", to = "database", from_port = 5432, to_port = 5432, why = "PostgreSQL, through a forwarded port" },
    ] : [],
    var.runner_enabled ? [
      { from = "runner", to = "control_plane", from_port = 443, to_port = 443, why = "Kubernetes API" },
      { from = "runner", to = "endpoints", from_port = 443, to_port = 443, why = "AWS services" },
    ] : [],
  )

  ingress_flows = { for flow in local.flows : "${flow.to}-from-${flow.from}-${flow.from_port}" => flow }

  egress_flows = {
    for flow in local.flows : "${flow.from}-to-${flow.to}-${flow.from_port}" => flow if contains(["alb", "bastion", "control_plane", "runner"], flow.from)
  }
}

resource "aws_security_group" "this" {
  #checkov:skip=CKV2_AWS_5:Attached by the stacks that build what carries them, and by the AWS Load Balancer Controller.
  for_each = local.security_groups

  name        = "${local.name}-${replace(each.key, "_", "-")}"
  description = each.value
  vpc_id      = aws_vpc.this.id

  tags = merge(
    { Name = "${local.name}-${replace(each.key, "_", "-")}" },
    each.key == "nodes" ? { "karpenter.sh/discovery" = local.name } : {},
  )
}

resource "aws_vpc_security_group_ingress_rule" "flow" {
  for_each = local.ingress_flows

  security_group_id            = aws_security_group.this[each.value.to].id
  referenced_security_group_id = aws_security_group.this[each.value.from].id
  ip_protocol                  = "tcp"
  from_port                    = each.value.from_port
  to_port                      = each.value.to_port
  description                  = "${each.value.why}, from ${each.value.from}"
}

resource "aws_vpc_security_group_egress_rule" "flow" {
  for_each = local.egress_flows

  security_group_id            = aws_security_group.this[each.value.from].id
  referenced_security_group_id = aws_security_group.this[each.value.to].id
  ip_protocol                  = "tcp"
  from_port                    = each.value.from_port
  to_port                      = each.value.to_port
  description                  = "${each.value.why}, to ${each.value.to}"
}

resource "aws_vpc_security_group_ingress_rule" "alb_from_internet" {
  security_group_id = aws_security_group.this["alb"].id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  description       = "HTTPS, from the internet"
}

# All protocols: cluster DNS is UDP, and pods choose their ports. Network policies control traffic inside the cluster.
resource "aws_vpc_security_group_ingress_rule" "nodes_from_nodes" {
  security_group_id            = aws_security_group.this["nodes"].id
  referenced_security_group_id = aws_security_group.this["nodes"].id
  ip_protocol                  = "-1"
  description                  = "Everything, between nodes and pods"
}

resource "aws_vpc_security_group_egress_rule" "nodes_to_anywhere" {
  #checkov:skip=CKV_AWS_382:Nodes pull images and call AWS services and partners; what a pod may reach is narrowed by network policies.
  security_group_id = aws_security_group.this["nodes"].id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "-1"
  description       = "Everything: images, AWS services, partners"
}

resource "aws_vpc_security_group_ingress_rule" "bastion_ssh" {
  for_each = toset(var.bastion.ssh_cidrs)

  security_group_id = aws_security_group.this["bastion"].id
  cidr_ipv4         = each.key
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  description       = "SSH, from a named range"
}

# GitHub and registries have no fixed addresses.
resource "aws_vpc_security_group_egress_rule" "runner_to_https" {
  count = var.runner_enabled ? 1 : 0

  security_group_id = aws_security_group.this["runner"].id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  description       = "HTTPS: GitHub, registries, AWS services"
}
