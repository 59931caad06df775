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

run "refuses_three_subnets_for_two_brokers" {
  command = plan

  variables {
    broker_count        = 2
    replication_factor  = 2
    min_insync_replicas = 1
  }

  expect_failures = [aws_msk_cluster.this]
}

run "refuses_more_copies_than_brokers" {
  command = plan

  variables {
    broker_count = 2
    subnet_ids   = ["subnet-a", "subnet-b"]
  }

  expect_failures = [aws_msk_cluster.this]
}

run "refuses_to_stop_writes_while_a_broker_restarts" {
  command = plan
  variables { min_insync_replicas = 3 }
  expect_failures = [aws_msk_cluster.this]
}

# 951 partitions and Kafka's own 50, three copies each, on three brokers: 1001 replicas.
run "refuses_more_replicas_than_the_brokers_bear" {
  command = plan
  variables { topics = { orders = { partitions = 951, retention_ms = 604800000 } } }
  expect_failures = [aws_msk_cluster.this]
}

run "accepts_as_many_replicas_as_the_brokers_bear" {
  command = plan
  variables { topics = { orders = { partitions = 950, retention_ms = 604800000 } } }

  assert {
    condition     = aws_msk_topic.this["orders"].partition_count == 950
    error_message = "AWS recommends 1000 replicas per broker."
  }
}

run "refuses_topics_that_collide_in_metrics" {
  command = plan

  variables {
    topics = {
      "orders.dlq" = { partitions = 6, retention_ms = 604800000 }
      "orders_dlq" = { partitions = 6, retention_ms = 604800000 }
    }
  }

  expect_failures = [var.topics]
}

run "refuses_a_topic_that_keeps_nothing" {
  command = plan
  variables { topics = { orders = { partitions = 6, retention_ms = 1000 } } }
  expect_failures = [var.topics]
}


# Each of these variables must reject its value on its own.
run "refuses_what_aws_or_kafka_refuse" {
  command = plan

  variables {
    name                = "fairway_kafka"
    kafka_version       = "3.9.x"
    broker_count        = 1
    instance_type       = "kafka.t3.small"
    volume_size_gib     = 20000
    subnet_ids          = ["subnet-a"]
    security_group_ids  = []
    topics              = { "orders created" = { partitions = 6, retention_ms = 604800000 } }
    replication_factor  = 1
    min_insync_replicas = 0
    kms_key_arn         = "alias/kafka"
    log_kms_key_arn     = "alias/logs"
    log_retention_days  = 31
    log_bucket_name     = "arn:aws:s3:::logs"
    log_bucket_prefix   = "kafka/"
    alarm_topic_arn     = "fairway-test-alarms"
  }

  expect_failures = [
    var.name,
    var.kafka_version,
    var.broker_count,
    var.instance_type,
    var.volume_size_gib,
    var.subnet_ids,
    var.security_group_ids,
    var.topics,
    var.replication_factor,
    var.min_insync_replicas,
    var.kms_key_arn,
    var.log_kms_key_arn,
    var.log_retention_days,
    var.log_bucket_name,
    var.log_bucket_prefix,
    var.alarm_topic_arn,
  ]
}

run "refuses_no_topics_and_volumes_that_cannot_grow" {
  command = plan

  variables {
    topics              = {}
    max_volume_size_gib = 100
  }

  expect_failures = [var.topics, var.max_volume_size_gib]
}
