provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = ["111122223333"]
}

variables {
  name                  = "fairway-test-database"
  major_version         = 17
  instance_class        = "db.t4g.small"
  volume_size_gib       = 20
  max_volume_size_gib   = 100
  subnet_ids            = ["subnet-a", "subnet-b", "subnet-c"]
  security_group_ids    = ["sg-database"]
  max_connections       = 500
  backup_retention_days = 35
  deletion_protection   = true
  disposable            = false
  major_upgrade_allowed = false
  kms_key_arn           = "arn:aws:kms:us-east-1:111122223333:key/7f0c2f4e-0000-4000-8000-000000000000"
  log_kms_key_arn       = "arn:aws:kms:us-east-1:111122223333:key/7f0c2f4e-0000-4000-8000-000000000001"
  log_retention_days    = 30
  monitoring_role_arn   = "arn:aws:iam::111122223333:role/fairway-test-rds-monitoring"
  alarm_topic_arn       = "arn:aws:sns:us-east-1:111122223333:fairway-test-alarms"
  parameters = {
    log_lock_waits           = { value = "1" }
    shared_preload_libraries = { value = "pg_stat_statements", needs_restart = true }
  }
}

run "builds_the_instance" {
  assert {
    condition     = aws_db_instance.this.multi_az == false && aws_db_instance.this.publicly_accessible == false && aws_db_instance.this.instance_class == "db.t4g.small" && aws_db_instance.this.ca_cert_identifier == "rds-ca-rsa2048-g1"
    error_message = "The instance must be private and alone, with the certificate of the current authority."
  }

  assert {
    condition     = output.endpoint == aws_db_instance.this.address && output.reader_endpoint == output.endpoint && output.port == 5432 && output.resource_id == aws_db_instance.this.resource_id
    error_message = "The outputs must be those of aurora-postgresql, with one host for both."
  }

  assert {
    condition     = aws_db_instance.this.storage_type == "gp3" && aws_db_instance.this.allocated_storage == 20 && aws_db_instance.this.max_allocated_storage == 100
    error_message = "The volume must grow by itself."
  }

  assert {
    condition     = aws_db_instance.this.engine_version == "17" && aws_db_instance.this.auto_minor_version_upgrade
    error_message = "Only the major version may be pinned; minor versions install themselves."
  }

  assert {
    condition     = aws_db_instance.this.engine_lifecycle_support == "open-source-rds-extended-support-disabled"
    error_message = "An old version must not silently become an expensive one."
  }

  assert {
    condition = (
      aws_db_instance.this.storage_encrypted
      && aws_db_instance.this.kms_key_id == var.kms_key_arn
      && aws_db_instance.this.performance_insights_kms_key_id == var.kms_key_arn
      && aws_cloudwatch_log_group.postgresql.kms_key_id == var.log_kms_key_arn
    )
    error_message = "Storage, insights and logs must be encrypted with the given keys."
  }

  assert {
    condition = { for parameter in aws_db_parameter_group.this.parameter : parameter.name => "${parameter.value} ${parameter.apply_method}" } == {
      "rds.force_ssl"          = "1 pending-reboot"
      log_lock_waits           = "1 immediate"
      max_connections          = "500 pending-reboot"
      shared_preload_libraries = "pg_stat_statements pending-reboot"
    }
    error_message = "The instance must have the parameters, each with an apply method that PostgreSQL supports, and refuse connections without TLS."
  }

  assert {
    condition     = aws_db_instance.this.parameter_group_name == aws_db_parameter_group.this.name
    error_message = "The instance must use its group."
  }

  assert {
    condition     = aws_db_instance.this.manage_master_user_password && aws_db_instance.this.password == null && aws_db_instance.this.master_user_secret_kms_key_id == var.kms_key_arn && aws_db_instance.this.iam_database_authentication_enabled
    error_message = "RDS must create the master password with the given key; services use IAM or their own roles."
  }

  assert {
    condition     = aws_secretsmanager_secret_rotation.master.secret_id == output.master_secret_arn && one(aws_secretsmanager_secret_rotation.master.rotation_rules).automatically_after_days == 30
    error_message = "The master password must change every 30 days."
  }

  assert {
    condition     = aws_db_instance.this.deletion_protection && aws_db_instance.this.skip_final_snapshot == false && aws_db_instance.this.delete_automated_backups == false && aws_db_instance.this.final_snapshot_identifier == "fairway-test-database-final" && aws_db_instance.this.backup_retention_period == 35 && aws_db_instance.this.copy_tags_to_snapshot
    error_message = "Data that is not disposable must outlive terraform destroy."
  }

  assert {
    condition = (
      aws_db_instance.this.database_insights_mode == "standard"
      && contains(aws_db_instance.this.enabled_cloudwatch_logs_exports, "postgresql")
      && aws_cloudwatch_log_group.postgresql.name == "/aws/rds/instance/fairway-test-database/postgresql"
      && aws_cloudwatch_log_group.postgresql.retention_in_days == 30
      && aws_db_instance.this.monitoring_interval == 60 && aws_db_instance.this.performance_insights_enabled
    )
    error_message = "Logs must go to our log group, and the instance must report metrics."
  }

  assert {
    condition     = length(aws_cloudwatch_metric_alarm.this) == 4
    error_message = "There must be four alarms: ${join(", ", keys(aws_cloudwatch_metric_alarm.this))}"
  }

  assert {
    condition = (
      aws_cloudwatch_metric_alarm.this["connections"].threshold == 400
      && aws_cloudwatch_metric_alarm.this["connections"].dimensions == tomap({ DBInstanceIdentifier = "fairway-test-database" })
    )
    error_message = "The alarm must come at 80 percent of the connections that the instance accepts."
  }

  assert {
    condition     = alltrue([for name, alarm in aws_cloudwatch_metric_alarm.this : alarm.treat_missing_data == (name == "cpu" ? "breaching" : "notBreaching")])
    error_message = "Missing data from an instance must raise exactly one alarm."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["storage"].threshold == 1024 * 1024 * 1024 && aws_cloudwatch_metric_alarm.this["storage"].comparison_operator == "LessThanThreshold"
    error_message = "Of 20 GiB, the alarm must come when less than 1 is free."
  }

  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.this : contains(alarm.alarm_actions, var.alarm_topic_arn) && contains(alarm.ok_actions, var.alarm_topic_arn)])
    error_message = "Each alarm and its end must notify someone."
  }
}

run "goes_without_a_trace_when_disposable" {
  command = plan

  variables {
    deletion_protection = false
    disposable          = true
  }

  assert {
    condition     = aws_db_instance.this.deletion_protection == false && aws_db_instance.this.skip_final_snapshot && aws_db_instance.this.delete_automated_backups
    error_message = "A disposable database must leave nothing behind."
  }
}

# An id that the plan already knows belongs to a resource that is not replaced.
run "upgrades_to_another_major_version_in_place" {
  command = plan

  variables {
    major_version         = 18
    major_upgrade_allowed = true
  }

  assert {
    condition     = length(aws_db_instance.this.id) > 0 && aws_db_instance.this.engine_version == "18" && aws_db_instance.this.allow_major_version_upgrade && aws_db_instance.this.apply_immediately && aws_db_instance.this.parameter_group_name == "fairway-test-database-18"
    error_message = "The instance must be upgraded in place and at once, with the new version's settings and RDS's explicit flags."
  }
}

run "upgrades_nothing_and_hurries_nothing_otherwise" {
  command = plan

  assert {
    condition     = aws_db_instance.this.allow_major_version_upgrade == false && aws_db_instance.this.apply_immediately == false
    error_message = "Unless requested, an apply must neither upgrade a major version nor restart the database outside the window."
  }
}
