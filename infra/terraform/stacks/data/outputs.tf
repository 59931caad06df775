locals {
  # The contract with the cluster stack.
  handover = {
    kafka = {
      mode              = var.kafka.mode
      cluster_arn       = one(module.kafka[*].cluster_arn)
      bootstrap_brokers = one(module.kafka[*].bootstrap_brokers)
      # A deployment that needs another one waits for the apply that makes it.
      topics = one(module.kafka[*].topics)
    }

    database = {
      resource_id       = local.database.resource_id
      endpoint          = local.database.endpoint
      reader_endpoint   = local.database.reader_endpoint
      port              = local.database.port
      master_secret_arn = local.database.master_secret_arn
      kms_key_arn       = module.database_key.arn
    }

    secrets = {
      for service, properties in local.catalog.services : service => {
        for secret in properties.secrets : secret => aws_secretsmanager_secret.service["${service}/${secret}"].arn
      }
    }

    platform_secret_prefix = local.platform_secret_prefix
    secrets_kms_key_arn    = module.secrets_key.arn

    buckets = {
      backups  = { name = module.backups_bucket.name, arn = module.backups_bucket.arn }
      logs     = { name = module.logs_bucket.name, arn = module.logs_bucket.arn }
      alb_logs = { name = module.alb_logs_bucket.name, arn = module.alb_logs_bucket.arn }
    }

    service_buckets     = { for name, bucket in module.service_bucket : name => { name = bucket.name, arn = bucket.arn } }
    storage_kms_key_arn = module.storage_key.arn
    alarm_topic_arn     = aws_sns_topic.alarms.arn
  }
}

resource "aws_ssm_parameter" "handover" {
  #checkov:skip=CKV2_AWS_34:Names and ARNs; nothing in it is secret.
  name        = "/${var.project}/${var.environment}/data"
  description = "What the cluster stack needs of Kafka, PostgreSQL, secrets and buckets"
  type        = "String"
  # It grows with the secrets of services; above 4 KiB it becomes an advanced parameter by itself.
  tier           = "Intelligent-Tiering"
  insecure_value = jsonencode(local.handover)
}

output "handover_parameter" {
  description = "Name of the SSM parameter that the cluster stack reads."
  value       = aws_ssm_parameter.handover.name
}

output "kafka" {
  description = "How Kafka runs, its ARN, its brokers' IAM listener and its topics; nulls with Strimzi."
  value       = local.handover.kafka
}

output "database" {
  description = "Endpoints of PostgreSQL, and the ARNs of the master user's secret and of its key."
  value       = local.handover.database
}

output "placement" {
  description = "Subnets and security groups of Kafka (null with Strimzi) and of PostgreSQL, for finding out where a connection is blocked."
  value       = { kafka = one(module.kafka[*].placement), database = local.database.placement }
}

output "secrets" {
  description = "ARNs of the services' secrets, by service and name. People, and the job that creates database roles, write their values."
  value       = local.handover.secrets
}

output "platform_secret_prefix" {
  description = "Prefix of the names of the platform's own secrets."
  value       = local.handover.platform_secret_prefix
}

output "secrets_kms_key_arn" {
  description = "Key of all secrets except the master user's."
  value       = local.handover.secrets_kms_key_arn
}

output "buckets" {
  description = "Names and ARNs of the buckets, by purpose."
  value       = local.handover.buckets
}

output "service_buckets" {
  description = "Names and ARNs of the services' own buckets, by their name in the catalogue."
  value       = local.handover.service_buckets
}

output "storage_kms_key_arn" {
  description = "Key of all buckets except that of the load balancers' logs."
  value       = local.handover.storage_kms_key_arn
}

output "alarm_topic_arn" {
  description = "SNS topic that is notified of alarms."
  value       = local.handover.alarm_topic_arn
}
