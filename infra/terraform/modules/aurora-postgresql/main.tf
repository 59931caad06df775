resource "aws_rds_cluster" "this" {
  # checkov:skip=CKV2_AWS_8:Any second of the last backup_retention_days can be restored; copies in another region are a
  # decision of disaster recovery. checkov:skip=CKV2_AWS_27:Statements as such stay out of the log: those that create
  # roles carry passwords. Slow ones are logged, without their values.
  cluster_identifier = var.name
  engine             = "aurora-postgresql"
  # Only the major version: AWS installs minor versions by itself, and Terraform would try to revert them.
  engine_version           = tostring(var.major_version)
  engine_lifecycle_support = "open-source-rds-extended-support-disabled"

  # RDS refuses another major version without the first argument, would wait for the maintenance window without the
  # second, and would refuse the old version's parameter group without the third, which is the new version's group.
  allow_major_version_upgrade      = var.major_upgrade_allowed
  apply_immediately                = var.major_upgrade_allowed
  db_instance_parameter_group_name = var.major_upgrade_allowed ? aws_db_parameter_group.this.name : null

  db_subnet_group_name   = aws_db_subnet_group.this.name
  vpc_security_group_ids = var.security_group_ids
  port                   = 5432
  network_type           = "IPV4"

  # The API has no name for the standard storage: `aurora` would be a difference in every plan.
  storage_type      = var.storage_type == "aurora" ? "" : var.storage_type
  storage_encrypted = true
  kms_key_id        = var.kms_key_arn

  # RDS creates the password, stores it in Secrets Manager and rotates it; it never passes through Terraform.
  master_username                     = "platform_admin"
  manage_master_user_password         = true
  master_user_secret_kms_key_id       = var.kms_key_arn
  iam_database_authentication_enabled = true

  db_cluster_parameter_group_name = aws_rds_cluster_parameter_group.this.name

  dynamic "serverlessv2_scaling_configuration" {
    for_each = var.serverless_capacity[*]

    content {
      min_capacity = serverlessv2_scaling_configuration.value.min_acu
      max_capacity = serverlessv2_scaling_configuration.value.max_acu
    }
  }

  backup_retention_period      = var.backup_retention_days
  preferred_backup_window      = "03:00-04:00"
  preferred_maintenance_window = "sun:04:00-sun:05:00"
  copy_tags_to_snapshot        = true
  deletion_protection          = var.deletion_protection
  delete_automated_backups     = var.disposable
  skip_final_snapshot          = var.disposable
  final_snapshot_identifier    = "${var.name}-final"

  # Database Insights also reads these from the instances and requires the same values everywhere.
  database_insights_mode                = "standard"
  performance_insights_enabled          = true
  performance_insights_kms_key_id       = var.kms_key_arn
  performance_insights_retention_period = 7
  monitoring_interval                   = 60
  monitoring_role_arn                   = var.monitoring_role_arn

  # Otherwise RDS creates the log group: unencrypted and without an expiry.
  enabled_cloudwatch_logs_exports = ["postgresql"]
  depends_on                      = [aws_cloudwatch_log_group.postgresql]
}

# One instance per zone; each may become the writer, and failover prefers none.
resource "aws_rds_cluster_instance" "this" {
  for_each = toset(var.availability_zones)

  identifier         = "${var.name}-${each.key}"
  cluster_identifier = aws_rds_cluster.this.id
  engine             = aws_rds_cluster.this.engine
  engine_version     = aws_rds_cluster.this.engine_version
  instance_class     = var.instance_class
  availability_zone  = each.key

  db_subnet_group_name    = aws_db_subnet_group.this.name
  db_parameter_group_name = aws_db_parameter_group.this.name
  ca_cert_identifier      = "rds-ca-rsa2048-g1"
  publicly_accessible     = false

  auto_minor_version_upgrade   = true
  preferred_maintenance_window = aws_rds_cluster.this.preferred_maintenance_window
  copy_tags_to_snapshot        = true
  promotion_tier               = 1

  performance_insights_enabled          = aws_rds_cluster.this.performance_insights_enabled
  performance_insights_kms_key_id       = aws_rds_cluster.this.performance_insights_kms_key_id
  performance_insights_retention_period = aws_rds_cluster.this.performance_insights_retention_period
  monitoring_interval                   = aws_rds_cluster.this.monitoring_interval
  monitoring_role_arn                   = aws_rds_cluster.this.monitoring_role_arn
}

resource "aws_db_subnet_group" "this" {
  name        = var.name
  description = "Zones that ${var.name} may use"
  subnet_ids  = var.subnet_ids
}

# Parameters that Aurora sets for the whole cluster. This group silently ignores instance parameters.
resource "aws_rds_cluster_parameter_group" "this" {
  name        = "${var.name}-cluster-${var.major_version}"
  description = "Cluster settings of ${var.name}"
  family      = "aurora-postgresql${var.major_version}"

  parameter {
    name         = "rds.force_ssl"
    value        = "1"
    apply_method = "pending-reboot"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_db_parameter_group" "this" {
  name        = "${var.name}-instance-${var.major_version}"
  description = "Instance settings of ${var.name}"
  family      = "aurora-postgresql${var.major_version}"

  parameter {
    name         = "max_connections"
    value        = var.max_connections
    apply_method = "pending-reboot"
  }

  dynamic "parameter" {
    for_each = var.parameters

    content {
      name         = parameter.key
      value        = parameter.value.value
      apply_method = parameter.value.needs_restart ? "pending-reboot" : "immediate"
    }
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_secretsmanager_secret_rotation" "master" {
  secret_id = one(aws_rds_cluster.this.master_user_secret).secret_arn

  # RDS has just created the password, and would be asked for another one while it creates the instances.
  rotate_immediately = false

  # The password is unused between two runs of the job that creates databases and roles.
  rotation_rules {
    automatically_after_days = 30
  }
}

resource "aws_cloudwatch_log_group" "postgresql" {
  #checkov:skip=CKV_AWS_338:What must be kept for a year are the application's own records; these logs are for operation.
  name              = "/aws/rds/cluster/${var.name}/postgresql"
  kms_key_id        = var.log_kms_key_arn
  retention_in_days = var.log_retention_days
}
