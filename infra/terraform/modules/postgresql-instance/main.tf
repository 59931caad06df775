resource "aws_db_instance" "this" {
  #checkov:skip=CKV_AWS_157:One instance in one zone is what this module is for; aurora-postgresql is the one with a standby.
  #checkov:skip=CKV_AWS_293:Deletion protection is an input: dev must be possible to tear down.
  identifier = var.name
  engine     = "postgres"
  # Only the major version: RDS installs minor versions by itself, and Terraform would try to revert them.
  engine_version             = tostring(var.major_version)
  engine_lifecycle_support   = "open-source-rds-extended-support-disabled"
  auto_minor_version_upgrade = true
  instance_class             = var.instance_class
  multi_az                   = false

  # RDS refuses another major version without the first argument, and would wait for the maintenance window without the
  # second.
  allow_major_version_upgrade = var.major_upgrade_allowed
  apply_immediately           = var.major_upgrade_allowed

  db_subnet_group_name   = aws_db_subnet_group.this.name
  vpc_security_group_ids = var.security_group_ids
  port                   = 5432
  network_type           = "IPV4"
  publicly_accessible    = false
  ca_cert_identifier     = "rds-ca-rsa2048-g1"

  storage_type          = "gp3"
  allocated_storage     = var.volume_size_gib
  max_allocated_storage = var.max_volume_size_gib
  storage_encrypted     = true
  kms_key_id            = var.kms_key_arn

  # RDS creates the password, stores it in Secrets Manager and rotates it; it never passes through Terraform.
  username                            = "platform_admin"
  manage_master_user_password         = true
  master_user_secret_kms_key_id       = var.kms_key_arn
  iam_database_authentication_enabled = true

  parameter_group_name = aws_db_parameter_group.this.name

  backup_retention_period   = var.backup_retention_days
  backup_window             = "03:00-04:00"
  maintenance_window        = "sun:04:00-sun:05:00"
  copy_tags_to_snapshot     = true
  deletion_protection       = var.deletion_protection
  delete_automated_backups  = var.disposable
  skip_final_snapshot       = var.disposable
  final_snapshot_identifier = "${var.name}-final"

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

resource "aws_db_subnet_group" "this" {
  name        = var.name
  description = "Zones that ${var.name} may use"
  subnet_ids  = var.subnet_ids
}

# The version in the name lets an upgrade create the next group beside the one in use.
resource "aws_db_parameter_group" "this" {
  name        = "${var.name}-${var.major_version}"
  description = "Settings of ${var.name}"
  family      = "postgres${var.major_version}"

  parameter {
    name         = "rds.force_ssl"
    value        = "1"
    apply_method = "pending-reboot"
  }

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
  secret_id = one(aws_db_instance.this.master_user_secret).secret_arn

  # RDS has just created the password, and would be asked for another one at once.
  rotate_immediately = false

  # The password is unused between two runs of the job that creates databases and roles.
  rotation_rules {
    automatically_after_days = 30
  }
}

resource "aws_cloudwatch_log_group" "postgresql" {
  #checkov:skip=CKV_AWS_338:What must be kept for a year are the application's own records; these logs are for operation.
  name              = "/aws/rds/instance/${var.name}/postgresql"
  kms_key_id        = var.log_kms_key_arn
  retention_in_days = var.log_retention_days
}
