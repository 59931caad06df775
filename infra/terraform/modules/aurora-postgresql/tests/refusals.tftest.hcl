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

# Each of these variables must reject its value on its own.
run "refuses_what_rds_refuses_or_nobody_tried" {
  command = plan

  variables {
    name                  = "fairway--database"
    major_version         = 16
    instance_class        = "m7g.large"
    storage_type          = "gp3"
    availability_zones    = ["us-east-1a"]
    subnet_ids            = ["subnet-a"]
    security_group_ids    = []
    parameters            = { "rds.force_ssl" = { value = "0" } }
    max_connections       = 20
    backup_retention_days = 36
    kms_key_arn           = "alias/database"
    log_kms_key_arn       = "alias/logs"
    log_retention_days    = 31
    monitoring_role_arn   = "fairway-test-rds-monitoring"
    alarm_topic_arn       = "fairway-test-alarms"
  }

  expect_failures = [
    var.name,
    var.major_version,
    var.instance_class,
    var.storage_type,
    var.availability_zones,
    var.subnet_ids,
    var.security_group_ids,
    var.parameters,
    var.max_connections,
    var.backup_retention_days,
    var.kms_key_arn,
    var.log_kms_key_arn,
    var.log_retention_days,
    var.monitoring_role_arn,
    var.alarm_topic_arn,
  ]
}

run "refuses_writer_and_reader_in_one_zone" {
  command = plan

  variables {
    availability_zones = ["us-east-1a", "us-east-1a"]
    parameters         = { max_connections = { value = "5000", needs_restart = true } }
  }

  expect_failures = [var.availability_zones, var.parameters]
}

run "refuses_serverless_without_bounds" {
  command = plan
  variables { instance_class = "db.serverless" }
  expect_failures = [var.serverless_capacity]
}

run "refuses_bounds_of_what_is_not_serverless" {
  command = plan
  variables { serverless_capacity = { min_acu = 0.5, max_acu = 4 } }
  expect_failures = [var.serverless_capacity]
}

run "refuses_bounds_that_aurora_refuses" {
  command = plan

  variables {
    instance_class      = "db.serverless"
    serverless_capacity = { min_acu = 0, max_acu = 512 }
  }

  expect_failures = [var.serverless_capacity]
}
