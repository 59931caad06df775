locals {
  # As for the bastion, the network stack decides, by creating the security group.
  runner_enabled = local.network.security_group_ids.runner != null
}

module "runner" {
  source = "../../modules/runner"
  count  = local.runner_enabled ? 1 : 0

  name               = local.runner_name
  repository         = var.repository
  connection_arn     = local.global.github_connection_arn
  vpc_id             = local.network.vpc_id
  subnet_ids         = values(local.network.subnet_ids.private)
  security_group_id  = local.network.security_group_ids.runner
  kms_key_arn        = module.cluster_key.arn
  log_retention_days = var.log_retention_days

  permissions_boundary_arn = local.permissions_boundary_arn
}
