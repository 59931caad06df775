run "network" {
  module { source = "../network" }

  variables {
    vpc_cidr                      = "10.1.0.0/16"
    pod_cidr                      = null
    nat_gateways                  = "single"
    interface_endpoints           = ["ssm", "ssmmessages"]
    interface_endpoint_zone_count = 1
    flow_log_retention_days       = 30
    bastion                       = { enabled = true, ssh_cidrs = [] }
  }
}

run "builds_the_data_layer" {
  assert {
    condition     = output.kafka.mode == "msk" && strcontains(output.kafka.cluster_arn, ":cluster/${var.project}-dev-kafka/")
    error_message = "Kafka must be MSK: ${jsonencode(output.kafka)}"
  }

  assert {
    condition     = length(output.kafka.bootstrap_brokers) > 0 && alltrue([for broker in split(",", output.kafka.bootstrap_brokers) : endswith(broker, ":9098")])
    error_message = "Services must get the IAM listener only: ${output.kafka.bootstrap_brokers}"
  }

  assert {
    condition     = local.brokers == { brokers = 2, replication_factor = 2, min_insync_replicas = 1 }
    error_message = "The specification requires two brokers in dev: ${jsonencode(local.brokers)}"
  }

  assert {
    condition     = toset(output.placement.kafka.subnet_ids) == toset(slice(values(run.network.subnet_ids.data), 0, 2))
    error_message = "There must be one broker in each of the first two zones: ${jsonencode(output.placement.kafka)}"
  }

  assert {
    condition     = toset(output.placement.database.subnet_ids) == toset(values(run.network.subnet_ids.data))
    error_message = "PostgreSQL must be able to move to any zone of the data tier: ${jsonencode(output.placement.database)}"
  }

  assert {
    condition     = toset(output.placement.kafka.security_group_ids) == toset([run.network.security_group_ids.kafka]) && toset(output.placement.database.security_group_ids) == toset([run.network.security_group_ids.database])
    error_message = "Each must be in its own security group only: ${jsonencode(output.placement)}"
  }

  assert {
    condition     = length(module.instance) == 1 && length(module.aurora) == 0
    error_message = "dev must have a single instance, as specified."
  }

  assert {
    condition     = output.database.endpoint == output.database.reader_endpoint && output.database.port == 5432
    error_message = "Reading and writing must use the same host: ${jsonencode(output.database)}"
  }

  assert {
    condition     = { for record in aws_route53_record.database : record.name => one(record.records) } == { "database.dev.${var.project}.internal" = output.database.endpoint, "database-reader.dev.${var.project}.internal" = output.database.reader_endpoint }
    error_message = "People must be able to find the database by name."
  }

  assert {
    condition     = setunion(keys(aws_secretsmanager_secret.service)) == toset(flatten([for service, properties in local.catalog.services : [for secret in properties.secrets : "${service}/${secret}"]])) && contains(keys(aws_secretsmanager_secret.service), "auth-service/DATABASE_URL")
    error_message = "Exactly the secrets of the catalogue must exist: ${join(", ", keys(aws_secretsmanager_secret.service))}"
  }

  assert {
    condition     = aws_secretsmanager_secret.service["auth-service/DATABASE_URL"].name == "${var.project}/dev/auth-service/DATABASE_URL"
    error_message = "Names of secrets must be project/environment/service/NAME."
  }

  assert {
    condition     = [for secret in aws_secretsmanager_secret.platform : secret.name] == ["${var.project}/dev/platform/alertmanager-webhooks", "${var.project}/dev/platform/grafana-admin"]
    error_message = "Grafana and Alertmanager need a secret each."
  }

  assert {
    condition = alltrue([
      for secret in concat(values(aws_secretsmanager_secret.service), values(aws_secretsmanager_secret.platform)) :
      secret.kms_key_id == output.secrets_kms_key_arn && secret.recovery_window_in_days == 7
    ])
    error_message = "Secrets must be encrypted with their own key, and be recoverable for 7 days."
  }

  assert {
    condition     = { for purpose, bucket in output.buckets : purpose => bucket.name } == { backups = "${var.project}-dev-backups-${var.account_id}", logs = "${var.project}-dev-logs-${var.account_id}", alb_logs = "${var.project}-dev-alb-logs-${var.account_id}" }
    error_message = "There must be three buckets, named after their purpose and the account."
  }

  assert {
    condition = alltrue([
      for statement in jsondecode(data.aws_iam_policy_document.broker_log_delivery.json).Statement :
      statement.Principal.Service == "delivery.logs.amazonaws.com" && statement.Condition.StringEquals["aws:SourceAccount"] == var.account_id
    ])
    error_message = "Only deliveries for this account may write the brokers' logs: ${data.aws_iam_policy_document.broker_log_delivery.json}"
  }

  assert {
    condition     = jsondecode(data.aws_iam_policy_document.broker_log_delivery.json).Statement[0].Resource == "arn:aws:s3:::${var.project}-dev-logs-${var.account_id}/kafka/AWSLogs/${var.account_id}/*"
    error_message = "The brokers' logs must stay below their prefix: ${data.aws_iam_policy_document.broker_log_delivery.json}"
  }

  assert {
    condition     = jsondecode(data.aws_iam_policy_document.alb_log_delivery.json).Statement[0].Condition.ArnLike["aws:SourceArn"] == "arn:aws:elasticloadbalancing:${var.region}:${var.account_id}:loadbalancer/*"
    error_message = "Only load balancers of this account may write access logs: ${data.aws_iam_policy_document.alb_log_delivery.json}"
  }

  assert {
    condition = (
      jsondecode(aws_sns_topic_policy.alarms.policy).Statement[0].Principal.Service == "cloudwatch.amazonaws.com"
      && jsondecode(aws_sns_topic_policy.alarms.policy).Statement[0].Condition.StringEquals["aws:SourceAccount"] == var.account_id
      && length(jsondecode(aws_sns_topic_policy.alarms.policy).Statement) == 1
    )
    error_message = "Only alarms of this account may be published: ${aws_sns_topic_policy.alarms.policy}"
  }

  assert {
    condition     = aws_sns_topic.alarms.kms_master_key_id == module.monitoring_key.arn && output.alarm_topic_arn == aws_sns_topic.alarms.arn
    error_message = "Alarms must be encrypted in transit."
  }

  assert {
    condition     = sort([for subscription in aws_sns_topic_subscription.email : subscription.endpoint]) == sort(var.alarm_emails)
    error_message = "Exactly the addresses of the tfvars must be subscribed."
  }

  assert {
    condition = { for user in local.key_users : user.principal => "${user.condition.variable} ${one(user.condition.values)}" } == {
      "cloudwatch.amazonaws.com"         = "aws:SourceAccount ${var.account_id}"
      "delivery.logs.amazonaws.com"      = "aws:SourceAccount ${var.account_id}"
      "logs.${var.region}.amazonaws.com" = "kms:EncryptionContext:aws:logs:arn arn:aws:logs:${var.region}:${var.account_id}:log-group:*${var.project}-dev*"
    }
    error_message = "AWS services may use a key only on behalf of this account and for its own log groups: ${jsonencode(local.key_users)}"
  }

  assert {
    condition     = length(distinct([module.kafka_key[0].arn, module.database_key.arn, module.secrets_key.arn, module.storage_key.arn, module.monitoring_key.arn])) == 5
    error_message = "A right to read one kind of data must not include another kind."
  }

  assert {
    condition     = aws_iam_role.rds_monitoring.permissions_boundary == "arn:aws:iam::${var.account_id}:policy/${var.project}-boundary-dev"
    error_message = "The role must have the boundary of dev; otherwise the pipeline may not create it."
  }

  assert {
    condition = (
      jsondecode(aws_iam_role.rds_monitoring.assume_role_policy).Statement[0].Condition.StringEquals["aws:SourceAccount"] == var.account_id
      && toset(jsondecode(aws_iam_role.rds_monitoring.assume_role_policy).Statement[0].Condition.ArnLike["aws:SourceArn"]) == toset([
        "arn:aws:rds:${var.region}:${var.account_id}:cluster:${var.project}-dev-database*", "arn:aws:rds:${var.region}:${var.account_id}:db:${var.project}-dev-database*"
      ])
    )
    error_message = "No other account's database may use the role: ${aws_iam_role.rds_monitoring.assume_role_policy}"
  }

  assert {
    condition     = aws_ssm_parameter.handover.name == "/${var.project}/dev/data" && aws_ssm_parameter.handover.type == "String" && aws_ssm_parameter.handover.tier == "Intelligent-Tiering"
    error_message = "The cluster stack reads /${var.project}/dev/data, which must be allowed to grow."
  }

  assert {
    condition = jsondecode(aws_ssm_parameter.handover.insecure_value) == {
      kafka                  = output.kafka
      database               = output.database
      secrets                = output.secrets
      platform_secret_prefix = "${var.project}/dev/platform/"
      secrets_kms_key_arn    = output.secrets_kms_key_arn
      buckets                = output.buckets
      service_buckets        = output.service_buckets
      storage_kms_key_arn    = output.storage_kms_key_arn
      alarm_topic_arn        = output.alarm_topic_arn
    }
    error_message = "The parameter must contain what the contract lists: ${aws_ssm_parameter.handover.insecure_value}"
  }

  assert {
    condition     = keys(output.database) == ["endpoint", "kms_key_arn", "master_secret_arn", "port", "reader_endpoint", "resource_id"] && output.database.kms_key_arn == module.database_key.arn
    error_message = "The database must be handed over with its key: ${jsonencode(output.database)}"
  }

  assert {
    condition     = keys(output.secrets) == keys(local.catalog.services) && output.secrets["auth-service"].DATABASE_URL == aws_secretsmanager_secret.service["auth-service/DATABASE_URL"].arn
    error_message = "Each service must find its own secrets: ${jsonencode(output.secrets)}"
  }
}

# In Kubernetes, Strimzi's manifests create the cluster and its topics.
run "leaves_kafka_to_strimzi" {
  command = plan
  variables { kafka = { mode = "strimzi" } }

  assert {
    condition     = output.kafka == { mode = "strimzi", cluster_arn = null, bootstrap_brokers = null, topics = null } && length(module.kafka) == 0 && length(module.kafka_key) == 0
    error_message = "With Strimzi nothing must be built for Kafka, and the cluster stack must get nulls: ${jsonencode(output.kafka)}"
  }
}

run "offers_postgresql_18_and_a_teardown_without_rest" {
  command = plan

  variables {
    secret_recovery_window_days = 0

    database = {
      kind                  = "instance"
      major_version         = 18
      instance_class        = "db.t4g.small"
      max_connections       = 150
      backup_retention_days = 7
      volume_size_gib       = 20
      max_volume_size_gib   = 100
    }
  }

  assert {
    condition     = local.postgresql_parameters.log_connections.value == "all"
    error_message = "PostgreSQL 18 requires a list of stages for log_connections, not a switch."
  }

  assert {
    condition     = aws_secretsmanager_secret.platform["grafana-admin"].recovery_window_in_days == 0
    error_message = "A deleted secret blocks its name while it is kept: dev must be able to delete it at once."
  }
}
