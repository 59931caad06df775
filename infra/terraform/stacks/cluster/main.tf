locals {
  name = "${var.project}-${var.environment}"

  tags = {
    project     = var.project
    environment = var.environment
    stack       = "cluster"
    managed-by  = "terraform"
    repository  = var.repository
  }

  network = jsondecode(data.aws_ssm_parameter.network.insecure_value)
  data    = jsondecode(data.aws_ssm_parameter.data.insecure_value)
  global  = jsondecode(data.aws_ssm_parameter.global.insecure_value)

  # Permissions boundary of every role here. The stack global creates it; the two stacks share its name by convention.
  permissions_boundary_arn = "arn:aws:iam::${var.account_id}:policy/${var.project}-boundary-${var.environment}"

  # Namespace of the services.
  namespace = var.environment

  runner_name = "${local.name}-runner"
}

data "aws_ssm_parameter" "network" {
  name = "/${var.project}/${var.environment}/network"
}

data "aws_ssm_parameter" "data" {
  name = "/${var.project}/${var.environment}/data"
}

data "aws_ssm_parameter" "global" {
  name = "/${var.project}/shared/global"
}

module "eks" {
  source = "../../modules/eks"

  name                = local.name
  kubernetes_version  = var.kubernetes_version
  subnet_ids          = values(local.network.subnet_ids.control_plane)
  security_group_id   = local.network.security_group_ids.control_plane
  api_public_cidrs    = var.api_public_cidrs
  kms_key_arn         = module.cluster_key.arn
  log_retention_days  = var.log_retention_days
  deletion_protection = var.deletion_protection

  permissions_boundary_arn = local.permissions_boundary_arn
}

module "cluster_key" {
  source = "../../modules/kms-key"

  name        = "${local.name}-cluster"
  description = "Secrets of Kubernetes in ${local.name}, and the logs of its control plane, web ACL and runners"

  services = [{
    principal = "logs.${var.region}.amazonaws.com"

    condition = {
      test     = "ArnLike"
      variable = "kms:EncryptionContext:aws:logs:arn"

      values = [
        for group in ["/aws/codebuild/${local.runner_name}", "/aws/eks/${local.name}/cluster", "aws-waf-logs-${local.name}"] :
        "arn:aws:logs:${var.region}:${var.account_id}:log-group:${group}"
      ]
    }
  }]
}

# Separate from the cluster's key: everything that starts instances and attaches disks uses it.
module "volume_key" {
  source = "../../modules/kms-key"

  name        = "${local.name}-volumes"
  description = "Disks of the nodes and of the pods in ${local.name}"

  service_linked_role_arns = [
    "arn:aws:iam::${var.account_id}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling",
  ]
}
