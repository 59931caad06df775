# What both environments share: images, the roles of GitHub's workflows, the public zone, the audit trail, budgets. Once
# per account, applied by an administrator.

data "aws_ssm_parameter" "bootstrap" {
  name = "/${var.project}/shared/bootstrap"
}

locals {
  name      = "${var.project}-shared"
  bootstrap = jsondecode(data.aws_ssm_parameter.bootstrap.insecure_value)

  handover = {
    domain_name     = var.domain_name
    public_zone_id  = aws_route53_zone.public.zone_id
    repository_urls = { for image, repository in module.repository : image => repository.url }
    ecr_kms_key_arn = module.ecr_key.arn
    role_arns       = local.role_arns

    github_connection_arn = var.github_connection_arn
  }
}

resource "aws_ssm_parameter" "handover" {
  #checkov:skip=CKV2_AWS_34:Nothing in it is secret, and readers compare it in plans, where SecureString would be hidden.
  name           = "/${var.project}/shared/global"
  description    = "What the stack global hands to other stacks"
  type           = "String"
  insecure_value = jsonencode(local.handover)
}
