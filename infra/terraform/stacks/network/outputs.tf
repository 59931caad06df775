locals {
  # The contract with the data and cluster stacks.
  handover = {
    vpc_id   = aws_vpc.this.id
    vpc_cidr = aws_vpc.this.cidr_block
    pod_cidr = var.pod_cidr

    subnet_ids = {
      public        = module.public_subnets.ids
      private       = module.private_subnets.ids
      control_plane = module.control_plane_subnets.ids
      data          = module.data_subnets.ids
      pods          = merge(module.pod_subnets[*].ids...)
    }

    # Of each tier in the order of the zones. Network policies name them.
    subnet_cidrs = { for tier, cidrs in local.subnet_cidrs : tier => values(cidrs) }

    # The public addresses of S3 in this region, which the gateway routes. AWS extends them at times; the next plan sees it.
    s3_cidrs = sort(aws_vpc_endpoint.s3.cidr_blocks)

    private_address_count = module.private_subnets.address_count
    pod_address_count     = sum(concat([0], module.pod_subnets[*].address_count))

    security_group_ids = merge({ bastion = null, runner = null }, { for name, group in aws_security_group.this : name => group.id })

    private_zone = { id = aws_route53_zone.private.zone_id, name = aws_route53_zone.private.name }
  }
}

resource "aws_ssm_parameter" "handover" {
  #checkov:skip=CKV2_AWS_34:Ids and address ranges; nothing in it is secret.
  name           = "/${var.project}/${var.environment}/network"
  description    = "What the data and cluster stacks need of the network"
  type           = "String"
  insecure_value = jsonencode(local.handover)
}

output "handover_parameter" {
  description = "Name of the SSM parameter that the data and cluster stacks read."
  value       = aws_ssm_parameter.handover.name
}

output "vpc_id" {
  description = "Id of the VPC."
  value       = local.handover.vpc_id
}

output "vpc_cidr" {
  description = "Address range of the VPC."
  value       = local.handover.vpc_cidr
}

output "pod_cidr" {
  description = "Address range of the pods; null when they share the private subnets."
  value       = local.handover.pod_cidr
}

output "subnet_ids" {
  description = "Ids of the subnets, by tier and zone."
  value       = local.handover.subnet_ids
}

output "subnet_cidrs" {
  description = "Address ranges of the subnets, by tier."
  value       = local.handover.subnet_cidrs
}

output "s3_cidrs" {
  description = "Public address ranges of S3 in this region, which are reached through its gateway. Network policies name them."
  value       = local.handover.s3_cidrs
}

output "private_address_count" {
  description = "Number of addresses for nodes, and for pods without their own range."
  value       = local.handover.private_address_count
}

output "pod_address_count" {
  description = "Number of addresses for pods in their own range; 0 without one."
  value       = local.handover.pod_address_count
}

output "security_group_ids" {
  description = "Ids of the security groups; bastion and runner are null when they are disabled."
  value       = local.handover.security_group_ids
}

output "private_zone" {
  description = "Hosted zone of the names that exist only inside the VPC."
  value       = local.handover.private_zone
}

output "nat_public_ips" {
  description = "Source addresses of our traffic, by zone, for partners' allow lists."
  value       = { for zone, address in aws_eip.nat : zone => address.public_ip }
}
