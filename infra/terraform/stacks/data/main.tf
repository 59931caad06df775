locals {
  network           = jsondecode(data.aws_ssm_parameter.network.insecure_value)
  data_zones        = sort(keys(local.network.subnet_ids.data))
  data_subnet_ids   = [for zone in local.data_zones : local.network.subnet_ids.data[zone]]
  security_group_id = local.network.security_group_ids
}

data "aws_ssm_parameter" "network" {
  name = "/${var.project}/${var.environment}/network"
}

# One key per kind of data, so that a right to read one kind does not include another.

module "kafka_key" {
  source = "../../modules/kms-key"
  count  = local.msk ? 1 : 0

  name        = "${local.name}-kafka"
  description = "Records on the disks of the Kafka brokers"
}

module "database_key" {
  source = "../../modules/kms-key"

  name        = "${local.name}-database"
  description = "PostgreSQL: rows, backups, insights and the master user's secret"
}

module "secrets_key" {
  source = "../../modules/kms-key"

  name        = "${local.name}-secrets"
  description = "Secrets of services and of the platform"
}

module "storage_key" {
  source = "../../modules/kms-key"

  name        = "${local.name}-storage"
  description = "Backups and logs in buckets"
  services    = [local.key_users.log_delivery]
}

module "monitoring_key" {
  source = "../../modules/kms-key"

  name        = "${local.name}-monitoring"
  description = "Logs of brokers and databases, and alarms on their way to people"
  services    = [local.key_users.log_groups, local.key_users.alarms]
}

locals {
  # AWS services that encrypt by themselves, each on behalf of this account only.
  key_users = {
    log_delivery = {
      principal = "delivery.logs.amazonaws.com"
      condition = { test = "StringEquals", variable = "aws:SourceAccount", values = [var.account_id] }
    }

    log_groups = {
      principal = "logs.${var.region}.amazonaws.com"
      condition = {
        test     = "ArnLike"
        variable = "kms:EncryptionContext:aws:logs:arn"
        values   = ["arn:aws:logs:${var.region}:${var.account_id}:log-group:*${local.name}*"]
      }
    }

    alarms = {
      principal = "cloudwatch.amazonaws.com"
      condition = { test = "StringEquals", variable = "aws:SourceAccount", values = [var.account_id] }
    }
  }
}
