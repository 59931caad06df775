# Replaces the network stack: these values are rejected whatever the network is.
override_data {
  target = data.aws_ssm_parameter.network

  values = {
    insecure_value = <<-EOT
      {
        "subnet_ids": { "data": { "zone-a": "subnet-a", "zone-b": "subnet-b", "zone-c": "subnet-c" } },
        "security_group_ids": { "kafka": "sg-kafka", "database": "sg-database" },
        "private_zone": { "id": "Z0123456789", "name": "test.platform.internal" }
      }
    EOT
  }
}

# Each of the variables that are expected to fail must reject its value on its own.

run "refuses_what_aws_does_not_know" {
  command = plan

  variables {
    project                     = "Fairway"
    region                      = "virginia"
    account_id                  = "1111"
    repository                  = "fairway"
    kafka                       = { mode = "confluent" }
    database                    = { kind = "serverless", major_version = 17, instance_class = "db.t4g.small", max_connections = 150, backup_retention_days = 7 }
    secret_recovery_window_days = 3
    log_retention_days          = 31
    alarm_emails                = ["on-call"]
  }

  expect_failures = [
    var.project,
    var.region,
    var.account_id,
    var.repository,
    var.kafka,
    var.database,
    var.secret_recovery_window_days,
    var.log_retention_days,
    var.alarm_emails,
  ]
}

run "refuses_an_environment_that_the_catalogue_lacks" {
  command = plan
  variables { environment = "staging" }
  expect_failures = [var.environment]
}

run "refuses_the_savings_of_dev_in_production" {
  command = plan

  variables {
    environment                 = "production"
    kafka                       = { mode = "strimzi" }
    database                    = { kind = "instance", major_version = 17, instance_class = "db.r7g.large", max_connections = 600, backup_retention_days = 35, volume_size_gib = 20, max_volume_size_gib = 100 }
    deletion_protection         = false
    disposable                  = true
    secret_recovery_window_days = 7
  }

  expect_failures = [var.kafka, var.database, var.deletion_protection, var.disposable, var.secret_recovery_window_days]
}

run "refuses_few_backups_in_production" {
  command = plan

  variables {
    environment                 = "production"
    database                    = { kind = "aurora", major_version = 17, instance_class = "db.r7g.large", max_connections = 600, backup_retention_days = 7, aurora_storage_type = "aurora" }
    deletion_protection         = true
    disposable                  = false
    secret_recovery_window_days = 30
  }

  expect_failures = [var.database]
}

run "refuses_sizes_that_do_not_fit_the_kind" {
  command = plan

  variables {
    kafka       = { mode = "msk", version = "4.1.x.kraft", instance_type = "kafka.m7g.large", volume_size_gib = 50 }
    database    = { kind = "aurora", major_version = 17, instance_class = "db.r7g.large", max_connections = 600, backup_retention_days = 7, aurora_storage_type = "aurora", volume_size_gib = 20 }
    teardown_of = "${var.project}-production"
  }

  expect_failures = [var.kafka, var.database, var.teardown_of]
}

run "refuses_an_instance_without_a_size" {
  command = plan
  variables { database = { kind = "instance", major_version = 17, instance_class = "db.t4g.small", max_connections = 150, backup_retention_days = 7 } }
  expect_failures = [var.database]
}
