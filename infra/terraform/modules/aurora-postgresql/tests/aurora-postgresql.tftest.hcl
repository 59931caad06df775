provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = ["111122223333"]
}

variables {
  name                  = "fairway-test-database"
  major_version         = 17
  instance_class        = "db.r7g.large"
  storage_type          = "aurora"
  availability_zones    = ["us-east-1a", "us-east-1b"]
  subnet_ids            = ["subnet-a", "subnet-b", "subnet-c"]
  security_group_ids    = ["sg-database"]
  max_connections       = 500
  backup_retention_days = 35
  deletion_protection   = true
  disposable            = false
  major_upgrade_allowed = false
  serverless_capacity   = null
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

run "builds_writer_and_reader" {
  assert {
    condition     = { for zone, instance in aws_rds_cluster_instance.this : instance.identifier => instance.availability_zone } == { "fairway-test-database-us-east-1a" = "us-east-1a", "fairway-test-database-us-east-1b" = "us-east-1b" }
    error_message = "There must be one instance per zone, named after it."
  }

  assert {
    condition     = alltrue([for instance in aws_rds_cluster_instance.this : instance.publicly_accessible == false && instance.instance_class == "db.r7g.large" && instance.ca_cert_identifier == "rds-ca-rsa2048-g1"])
    error_message = "Every instance must be private, of the given class, and have the certificate of the current authority."
  }

  assert {
    condition     = output.endpoint == aws_rds_cluster.this.endpoint && output.reader_endpoint == aws_rds_cluster.this.reader_endpoint && output.endpoint != output.reader_endpoint && output.port == 5432
    error_message = "Writer and readers must have separate endpoints."
  }

  assert {
    condition     = output.resource_id == aws_rds_cluster.this.cluster_resource_id
    error_message = "IAM must identify the cluster by its resource id."
  }

  assert {
    condition     = aws_rds_cluster.this.engine_version == "17" && alltrue([for instance in aws_rds_cluster_instance.this : instance.auto_minor_version_upgrade])
    error_message = "Only the major version may be pinned; minor versions install themselves."
  }

  assert {
    condition     = aws_rds_cluster.this.engine_lifecycle_support == "open-source-rds-extended-support-disabled"
    error_message = "An old version must not silently become an expensive one."
  }

  assert {
    condition = (
      aws_rds_cluster.this.storage_encrypted
      && aws_rds_cluster.this.kms_key_id == var.kms_key_arn
      && aws_rds_cluster.this.performance_insights_kms_key_id == var.kms_key_arn
      && aws_cloudwatch_log_group.postgresql.kms_key_id == var.log_kms_key_arn
    )
    error_message = "Storage, insights and logs must be encrypted with the given keys."
  }

  assert {
    condition     = { for parameter in aws_rds_cluster_parameter_group.this.parameter : parameter.name => parameter.value } == { "rds.force_ssl" = "1" }
    error_message = "Connections without TLS must be refused, and the cluster's group must contain nothing else."
  }

  assert {
    condition = { for parameter in aws_db_parameter_group.this.parameter : parameter.name => "${parameter.value} ${parameter.apply_method}" } == {
      log_lock_waits           = "1 immediate"
      max_connections          = "500 pending-reboot"
      shared_preload_libraries = "pg_stat_statements pending-reboot"
    }
    error_message = "The instances must have the parameters, each with an apply method that PostgreSQL supports."
  }

  assert {
    condition     = aws_rds_cluster.this.db_cluster_parameter_group_name == aws_rds_cluster_parameter_group.this.name && alltrue([for instance in aws_rds_cluster_instance.this : instance.db_parameter_group_name == aws_db_parameter_group.this.name])
    error_message = "Cluster and instances must use their groups."
  }

  assert {
    condition     = aws_rds_cluster.this.manage_master_user_password && aws_rds_cluster.this.master_password == null && aws_rds_cluster.this.master_user_secret_kms_key_id == var.kms_key_arn && aws_rds_cluster.this.iam_database_authentication_enabled
    error_message = "RDS must create the master password with the given key; services use IAM or their own roles."
  }

  assert {
    condition     = aws_secretsmanager_secret_rotation.master.secret_id == output.master_secret_arn && one(aws_secretsmanager_secret_rotation.master.rotation_rules).automatically_after_days == 30
    error_message = "The master password must change every 30 days."
  }

  assert {
    condition     = aws_rds_cluster.this.deletion_protection && aws_rds_cluster.this.skip_final_snapshot == false && aws_rds_cluster.this.delete_automated_backups == false && aws_rds_cluster.this.final_snapshot_identifier == "fairway-test-database-final" && aws_rds_cluster.this.backup_retention_period == 35 && aws_rds_cluster.this.copy_tags_to_snapshot
    error_message = "Production data must outlive terraform destroy."
  }

  assert {
    condition = (
      aws_rds_cluster.this.database_insights_mode == "standard"
      && contains(aws_rds_cluster.this.enabled_cloudwatch_logs_exports, "postgresql")
      && aws_cloudwatch_log_group.postgresql.name == "/aws/rds/cluster/fairway-test-database/postgresql"
      && aws_cloudwatch_log_group.postgresql.retention_in_days == 30
      && alltrue([for instance in aws_rds_cluster_instance.this : instance.monitoring_interval == 60 && instance.performance_insights_enabled])
    )
    error_message = "Logs must go to our log group, and each instance must report metrics."
  }

  assert {
    condition     = length(aws_cloudwatch_metric_alarm.this) == 2 * 6
    error_message = "There must be six alarms per instance: ${join(", ", keys(aws_cloudwatch_metric_alarm.this))}"
  }

  assert {
    condition = (
      aws_cloudwatch_metric_alarm.this["us-east-1b-connections"].threshold == 400
      && aws_cloudwatch_metric_alarm.this["us-east-1b-connections"].dimensions == tomap({ DBInstanceIdentifier = "fairway-test-database-us-east-1b" })
    )
    error_message = "The alarm must come at 80 percent of the connections that the instance accepts."
  }

  assert {
    condition     = alltrue([for name, alarm in aws_cloudwatch_metric_alarm.this : alarm.treat_missing_data == (endswith(name, "-cpu") ? "breaching" : "notBreaching")])
    error_message = "Missing data from an instance must raise exactly one alarm."
  }

  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.this : contains(alarm.alarm_actions, var.alarm_topic_arn) && contains(alarm.ok_actions, var.alarm_topic_arn)])
    error_message = "Each alarm and its end must notify someone."
  }
}

run "offers_storage_with_io_included" {
  command = plan
  variables { storage_type = "aurora-iopt1" }

  assert {
    condition     = aws_rds_cluster.this.storage_type == "aurora-iopt1"
    error_message = "I/O-Optimized must be possible."
  }
}

run "goes_without_a_trace_when_disposable" {
  command = plan

  variables {
    deletion_protection = false
    disposable          = true
  }

  assert {
    condition     = aws_rds_cluster.this.deletion_protection == false && aws_rds_cluster.this.skip_final_snapshot && aws_rds_cluster.this.delete_automated_backups
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
    condition     = aws_rds_cluster.this.id == var.name && aws_rds_cluster.this.engine_version == "18" && aws_rds_cluster.this.allow_major_version_upgrade && aws_rds_cluster.this.apply_immediately
    error_message = "The cluster must be upgraded in place and at once, with RDS's explicit flags."
  }

  assert {
    condition     = aws_rds_cluster.this.db_instance_parameter_group_name == "fairway-test-database-instance-18" && aws_rds_cluster.this.db_cluster_parameter_group_name == "fairway-test-database-cluster-18"
    error_message = "The new version must start with its own settings."
  }

  assert {
    condition     = alltrue([for instance in aws_rds_cluster_instance.this : length(instance.id) > 0])
    error_message = "The instances must not be replaced either."
  }
}

run "upgrades_nothing_and_hurries_nothing_otherwise" {
  command = plan

  assert {
    condition     = aws_rds_cluster.this.allow_major_version_upgrade == false && aws_rds_cluster.this.apply_immediately == false && aws_rds_cluster.this.db_instance_parameter_group_name == null
    error_message = "Unless requested, an apply must neither upgrade a major version nor restart the database outside the window."
  }
}

run "is_serverless_when_asked" {
  command = plan

  variables {
    instance_class      = "db.serverless"
    serverless_capacity = { min_acu = 0.5, max_acu = 4 }
    availability_zones  = ["us-east-1a"]
    disposable          = true
  }

  assert {
    condition     = one(aws_rds_cluster.this.serverlessv2_scaling_configuration).min_capacity == 0.5 && one(aws_rds_cluster.this.serverlessv2_scaling_configuration).max_capacity == 4 && [for instance in aws_rds_cluster_instance.this : instance.instance_class] == ["db.serverless"]
    error_message = "The only instance must scale between the bounds."
  }
}
