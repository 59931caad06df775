locals {
  database_name = "${local.name}-database"

  # One of the two; they have the same outputs.
  database = concat(module.aurora[*], module.instance[*])[0]

  # Statements are not logged (log_statement): those that create roles would leave passwords in the log.
  postgresql_parameters = {
    idle_in_transaction_session_timeout = { value = "60000" }
    # PostgreSQL 18 replaced the switch by a list of stages.
    log_connections            = { value = var.database.major_version >= 18 ? "all" : "1" }
    log_disconnections         = { value = "1" }
    log_lock_waits             = { value = "1" }
    log_min_duration_statement = { value = "1000" }
    # Slow statements without their values, which are personal data.
    log_parameter_max_length = { value = "0" }
    shared_preload_libraries = { value = "pg_stat_statements", needs_restart = true }
  }
}

module "aurora" {
  source = "../../modules/aurora-postgresql"
  count  = var.database.kind == "aurora" ? 1 : 0

  name           = local.database_name
  major_version  = var.database.major_version
  instance_class = var.database.instance_class
  storage_type   = var.database.aurora_storage_type

  major_upgrade_allowed = var.major_upgrade_allowed
  serverless_capacity   = var.database.serverless_capacity

  # One writer and one reader; only a writer if the database is disposable.
  availability_zones = slice(local.data_zones, 0, var.disposable ? 1 : 2)
  subnet_ids         = local.data_subnet_ids
  security_group_ids = [local.security_group_id.database]

  parameters      = local.postgresql_parameters
  max_connections = var.database.max_connections

  backup_retention_days = var.database.backup_retention_days
  deletion_protection   = var.deletion_protection
  disposable            = var.disposable

  kms_key_arn         = module.database_key.arn
  log_kms_key_arn     = module.monitoring_key.arn
  log_retention_days  = var.log_retention_days
  monitoring_role_arn = aws_iam_role.rds_monitoring.arn
  alarm_topic_arn     = aws_sns_topic_policy.alarms.arn
}

module "instance" {
  source = "../../modules/postgresql-instance"
  count  = var.database.kind == "instance" ? 1 : 0

  name                = local.database_name
  major_version       = var.database.major_version
  instance_class      = var.database.instance_class
  volume_size_gib     = var.database.volume_size_gib
  max_volume_size_gib = var.database.max_volume_size_gib

  major_upgrade_allowed = var.major_upgrade_allowed

  subnet_ids         = local.data_subnet_ids
  security_group_ids = [local.security_group_id.database]

  parameters      = local.postgresql_parameters
  max_connections = var.database.max_connections

  backup_retention_days = var.database.backup_retention_days
  deletion_protection   = var.deletion_protection
  disposable            = var.disposable

  kms_key_arn         = module.database_key.arn
  log_kms_key_arn     = module.monitoring_key.arn
  log_retention_days  = var.log_retention_days
  monitoring_role_arn = aws_iam_role.rds_monitoring.arn
  alarm_topic_arn     = aws_sns_topic_policy.alarms.arn
}

# For people and tools. Services use the endpoints themselves: the RDS certificate does not cover this alias.
resource "aws_route53_record" "database" {
  for_each = { database = local.database.endpoint, database-reader = local.database.reader_endpoint }

  zone_id = local.network.private_zone.id
  name    = "${each.key}.${local.network.private_zone.name}"
  type    = "CNAME"
  ttl     = 300
  records = [each.value]
}

# RDS delivers the operating system metrics of its instances (enhanced monitoring) with this role.
resource "aws_iam_role" "rds_monitoring" {
  name                 = "${local.name}-rds-monitoring"
  assume_role_policy   = data.aws_iam_policy_document.rds_monitoring_trust.json
  permissions_boundary = "arn:aws:iam::${var.account_id}:policy/${var.project}-boundary-${var.environment}"
}

data "aws_iam_policy_document" "rds_monitoring_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["monitoring.rds.amazonaws.com"]
    }

    # Otherwise a database of another account could make RDS use the role.
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [var.account_id]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values = [
        for kind in ["db", "cluster"] : "arn:aws:rds:${var.region}:${var.account_id}:${kind}:${local.database_name}*"
      ]
    }
  }
}

resource "aws_iam_role_policy_attachment" "rds_monitoring" {
  role       = aws_iam_role.rds_monitoring.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
}
