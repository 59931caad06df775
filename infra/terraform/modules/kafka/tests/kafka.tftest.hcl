provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = ["111122223333"]
}

variables {
  name                = "fairway-test-kafka"
  kafka_version       = "4.1.x.kraft"
  broker_count        = 3
  instance_type       = "kafka.m7g.large"
  volume_size_gib     = 100
  max_volume_size_gib = 500
  subnet_ids          = ["subnet-a", "subnet-b", "subnet-c"]
  security_group_ids  = ["sg-kafka"]
  replication_factor  = 3
  min_insync_replicas = 2
  kms_key_arn         = "arn:aws:kms:us-east-1:111122223333:key/7f0c2f4e-0000-4000-8000-000000000000"
  log_kms_key_arn     = "arn:aws:kms:us-east-1:111122223333:key/7f0c2f4e-0000-4000-8000-000000000001"
  log_retention_days  = 30
  log_bucket_enabled  = true
  log_bucket_name     = "fairway-test-logs-111122223333"
  log_bucket_prefix   = "kafka"
  alarm_topic_arn     = "arn:aws:sns:us-east-1:111122223333:fairway-test-alarms"
  topics = {
    "orders"     = { partitions = 6, retention_ms = 604800000 }
    "orders.dlq" = { partitions = 6, retention_ms = 2592000000 }
  }
}

run "builds_the_cluster_and_its_topics" {
  assert {
    condition = (
      one(aws_msk_cluster.this.client_authentication).unauthenticated == false
      && one(one(aws_msk_cluster.this.client_authentication).sasl).iam == true
      && one(one(aws_msk_cluster.this.client_authentication).sasl).scram == false
      && length(one(aws_msk_cluster.this.client_authentication).tls) == 0
    )
    error_message = "Clients must authenticate by IAM and by nothing else."
  }

  assert {
    condition = (
      one(one(aws_msk_cluster.this.encryption_info).encryption_in_transit).client_broker == "TLS"
      && one(one(aws_msk_cluster.this.encryption_info).encryption_in_transit).in_cluster == true
      && one(aws_msk_cluster.this.encryption_info).encryption_at_rest_kms_key_arn == var.kms_key_arn
    )
    error_message = "Records must be encrypted on the way, between brokers and on disk."
  }

  assert {
    condition     = alltrue([for broker in split(",", output.bootstrap_brokers) : endswith(broker, ":9098")])
    error_message = "The brokers in the hand-over must be those of the IAM listener: ${output.bootstrap_brokers}"
  }

  assert {
    condition     = one(one(one(aws_msk_cluster.this.broker_node_group_info).connectivity_info).public_access).type == "DISABLED"
    error_message = "Brokers must have no public address."
  }

  assert {
    condition = length(setintersection(split("\n", aws_msk_configuration.this.server_properties), [
      "auto.create.topics.enable=false",
      "unclean.leader.election.enable=false",
      "allow.everyone.if.no.acl.found=false",
      "compression.type=producer",
      "default.replication.factor=3",
      "min.insync.replicas=2",
      "offsets.topic.replication.factor=3",
      "log.retention.ms=604800000",
    ])) == 8
    error_message = "A property is missing: ${aws_msk_configuration.this.server_properties}"
  }

  assert {
    condition     = one(aws_msk_cluster.this.configuration_info).arn == aws_msk_configuration.this.arn && aws_msk_configuration.this.name == "fairway-test-kafka-4-1"
    error_message = "The cluster must use the configuration, whose name must contain the version of Kafka, so that an upgrade can create the next one."
  }

  assert {
    condition     = { for name, topic in aws_msk_topic.this : name => topic.partition_count } == { "orders" = 6, "orders.dlq" = 6 }
    error_message = "Each topic must exist with its partitions."
  }

  assert {
    condition     = jsondecode(aws_msk_topic.this["orders.dlq"].configs) == { "cleanup.policy" = "delete", "min.insync.replicas" = "2", "retention.ms" = "2592000000" }
    error_message = "Kafka requires a topic's settings as text: ${aws_msk_topic.this["orders.dlq"].configs}"
  }

  assert {
    condition     = alltrue([for topic in aws_msk_topic.this : topic.replication_factor == 3 && topic.cluster_arn == output.cluster_arn])
    error_message = "Each topic must be replicated in this cluster."
  }

  assert {
    condition = (
      one(one(one(aws_msk_cluster.this.open_monitoring).prometheus).jmx_exporter).enabled_in_broker
      && one(one(one(aws_msk_cluster.this.open_monitoring).prometheus).node_exporter).enabled_in_broker
      && aws_msk_cluster.this.enhanced_monitoring == "PER_BROKER"
    )
    error_message = "Prometheus must find both exporters on the brokers."
  }

  assert {
    condition = (
      one(one(one(aws_msk_cluster.this.logging_info).broker_logs).cloudwatch_logs).log_group == aws_cloudwatch_log_group.broker.name
      && one(one(one(aws_msk_cluster.this.logging_info).broker_logs).s3).bucket == var.log_bucket_name
      && one(one(one(aws_msk_cluster.this.logging_info).broker_logs).s3).prefix == "kafka"
      && aws_cloudwatch_log_group.broker.kms_key_id == var.log_kms_key_arn
      && aws_cloudwatch_log_group.broker.retention_in_days == 30
    )
    error_message = "Logs must go to the encrypted group and to the bucket."
  }

  assert {
    condition     = length(aws_cloudwatch_metric_alarm.this) == 3 * 4 + 2
    error_message = "There must be four alarms per broker, and two for the cluster: ${join(", ", keys(aws_cloudwatch_metric_alarm.this))}"
  }

  assert {
    condition = one([
      for query in aws_cloudwatch_metric_alarm.this["broker-3-cpu"].metric_query : query.expression if query.return_data == true
    ]) == "cpuuser + cpusystem"
    error_message = "The CPU alarm must add the usage of Kafka and of the system."
  }

  assert {
    condition = alltrue(flatten([
      for query in aws_cloudwatch_metric_alarm.this["broker-3-cpu"].metric_query : [
        for metric in query.metric : metric.dimensions == tomap({ "Cluster Name" = "fairway-test-kafka", "Broker ID" = "3" })
      ]
    ]))
    error_message = "A broker's alarm must watch that broker."
  }

  assert {
    condition     = [for name, alarm in aws_cloudwatch_metric_alarm.this : name if alarm.treat_missing_data == "breaching"] == ["active-controller"]
    error_message = "Missing data from the whole cluster must raise exactly one alarm."
  }

  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.this : contains(alarm.alarm_actions, var.alarm_topic_arn) && contains(alarm.ok_actions, var.alarm_topic_arn)])
    error_message = "Each alarm and its end must notify someone."
  }

  assert {
    condition = (
      aws_appautoscaling_target.storage.resource_id == output.cluster_arn
      && aws_appautoscaling_target.storage.max_capacity == 500
      && one(aws_appautoscaling_policy.storage.target_tracking_scaling_policy_configuration).target_value == 60
    )
    error_message = "Volumes must grow at 60 percent, up to the given size."
  }
}

# The initial size is no longer the size of the volumes: a plan that shrank them would fail in MSK.
run "leaves_the_size_to_autoscaling" {
  variables { volume_size_gib = 200 }

  assert {
    condition     = one(one(one(aws_msk_cluster.this.broker_node_group_info).storage_info).ebs_storage_info).volume_size == 100
    error_message = "A new size must not change existing volumes."
  }
}

run "stops_filling_the_bucket_before_a_teardown" {
  command = plan
  variables { log_bucket_enabled = false }

  assert {
    condition     = one(one(one(aws_msk_cluster.this.logging_info).broker_logs).s3).enabled == false && one(one(one(aws_msk_cluster.this.logging_info).broker_logs).cloudwatch_logs).enabled && length(aws_msk_cluster.this.arn) > 0
    error_message = "The bucket must not receive logs, and the cluster and its log group must stay."
  }
}
