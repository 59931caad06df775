# A second protection of the data tier, by address instead of by group: it holds when a security group is opened too
# far. The other tiers keep the VPC's default ACL, which allows everything; there only the groups decide.
locals {
  data_client_cidrs = concat([for subnet in module.private_subnets.subnets : subnet.cidr_block], var.pod_cidr[*])

  # The bastion is in the first public subnet; the other two stay closed.
  data_bastion_cidrs = [
    for zone in slice(local.availability_zones, 0, var.bastion.database_access ? 1 : 0) : local.subnet_cidrs.public[zone]
  ]

  # Kafka's ports are one range because AWS limits the rules (20 per direction), and each is repeated per client range;
  # the groups decide which ports are open.
  data_ports = [
    { from = 5432, to = 5432 },
    { from = 9094, to = 9098 },
    { from = 11001, to = 11002 },
  ]

  # Linux's default ephemeral range is smaller, but a node may be configured with more.
  ephemeral_ports = { from = 1024, to = 65535 }

  # Brokers and replicas among themselves.
  data_tier_rules = [for subnet in module.data_subnets.subnets : { cidr = subnet.cidr_block, protocol = "-1", ports = { from = 0, to = 0 } }]

  data_ingress_rules = concat(local.data_tier_rules, [
    for pair in setproduct(local.data_ports, local.data_client_cidrs) : { cidr = pair[1], protocol = "tcp", ports = pair[0] }
    ], [
    for cidr in local.data_bastion_cidrs : { cidr = cidr, protocol = "tcp", ports = { from = 5432, to = 5432 } }
  ])

  # Only answers leave the tier. It does not use S3, so it needs no route to the gateway; importing from S3 into
  # PostgreSQL would need 443 opened.
  data_egress_rules = concat(local.data_tier_rules, [
    for cidr in concat(local.data_client_cidrs, local.data_bastion_cidrs) : { cidr = cidr, protocol = "tcp", ports = local.ephemeral_ports }
  ])
}

resource "aws_network_acl" "data" {
  #checkov:skip=CKV2_AWS_1:Attached to the data subnets, which checkov does not see inside their module.
  vpc_id     = aws_vpc.this.id
  subnet_ids = values(module.data_subnets.ids)

  dynamic "ingress" {
    for_each = local.data_ingress_rules

    content {
      rule_no    = 100 + 10 * ingress.key
      action     = "allow"
      cidr_block = ingress.value.cidr
      protocol   = ingress.value.protocol
      from_port  = ingress.value.ports.from
      to_port    = ingress.value.ports.to
    }
  }

  dynamic "egress" {
    for_each = local.data_egress_rules

    content {
      rule_no    = 100 + 10 * egress.key
      action     = "allow"
      cidr_block = egress.value.cidr
      protocol   = egress.value.protocol
      from_port  = egress.value.ports.from
      to_port    = egress.value.ports.to
    }
  }

  tags = { Name = "${local.name}-data" }
}
