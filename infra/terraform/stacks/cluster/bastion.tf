locals {
  # The network stack decides, by creating the security group.
  bastion_enabled = local.network.security_group_ids.bastion != null
}

module "bastion" {
  source = "../../modules/bastion"
  count  = local.bastion_enabled ? 1 : 0

  name              = "${local.name}-bastion"
  subnet_id         = values(local.network.subnet_ids.public)[0]
  security_group_id = local.network.security_group_ids.bastion
  public_ip_enabled = var.bastion_public_ip_enabled
  cluster_arn       = module.eks.arn
  kms_key_arn       = module.volume_key.arn

  permissions_boundary_arn = local.permissions_boundary_arn
}
