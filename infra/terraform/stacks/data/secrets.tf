# Terraform creates the secrets but not their values, which would be readable in its state.

locals {
  platform_secret_prefix = "${var.project}/${var.environment}/platform/"

  service_secrets = merge([
    for service, properties in local.catalog.services : {
      for secret in properties.secrets : "${service}/${secret}" => { service = service, secret = secret }
    }
  ]...)
}

resource "aws_secretsmanager_secret" "service" {
  #checkov:skip=CKV2_AWS_57:Rotation needs to know what the secret opens; the job that makes database roles rotates theirs, people rotate the others.
  for_each = local.service_secrets

  name                    = "${var.project}/${var.environment}/${each.key}"
  description             = "${each.value.secret} of ${each.value.service}"
  kms_key_id              = module.secrets_key.arn
  recovery_window_in_days = var.secret_recovery_window_days
}

resource "aws_secretsmanager_secret" "platform" {
  #checkov:skip=CKV2_AWS_57:Values that people write: a password of Grafana, and addresses of chat and paging services.
  for_each = {
    grafana-admin         = "First administrator of Grafana: user and password"
    alertmanager-webhooks = "Where Alertmanager sends alerts: chat and paging"
  }

  name                    = "${local.platform_secret_prefix}${each.key}"
  description             = each.value
  kms_key_id              = module.secrets_key.arn
  recovery_window_in_days = var.secret_recovery_window_days
}
