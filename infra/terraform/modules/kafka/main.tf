locals {
  # Replicas, including leaders, that AWS recommends per Standard broker; beyond 1.5 times as many it refuses updates of
  # the cluster. https://docs.aws.amazon.com/msk/latest/developerguide/bestpractices.html#partitions-per-broker
  recommended_replicas_per_broker = {
    "kafka.m7g.large"    = 1000
    "kafka.m7g.xlarge"   = 1000
    "kafka.m7g.2xlarge"  = 2000
    "kafka.m7g.4xlarge"  = 4000
    "kafka.m7g.8xlarge"  = 4000
    "kafka.m7g.12xlarge" = 4000
    "kafka.m7g.16xlarge" = 4000
  }

  # Kafka stores the offsets of consumer groups in its own topic with this many partitions.
  consumer_offsets_partitions = 50

  replicas_per_broker = ceil(
    (sum([for topic in var.topics : topic.partitions]) + local.consumer_offsets_partitions) * var.replication_factor / var.broker_count
  )
}

resource "aws_msk_cluster" "this" {
  cluster_name           = var.name
  kafka_version          = var.kafka_version
  number_of_broker_nodes = var.broker_count
  enhanced_monitoring    = "PER_BROKER"

  broker_node_group_info {
    instance_type   = var.instance_type
    client_subnets  = var.subnet_ids
    security_groups = var.security_group_ids

    connectivity_info {
      public_access {
        type = "DISABLED"
      }
    }

    storage_info {
      ebs_storage_info {
        volume_size = var.volume_size_gib
      }
    }
  }

  # Only one listener: TLS on 9098 with IAM. There is none for plaintext (9092), certificates (9094) or passwords
  # (9096).
  client_authentication {
    unauthenticated = false

    sasl {
      iam   = true
      scram = false
    }
  }

  encryption_info {
    encryption_at_rest_kms_key_arn = var.kms_key_arn

    encryption_in_transit {
      client_broker = "TLS"
      in_cluster    = true
    }
  }

  configuration_info {
    arn      = aws_msk_configuration.this.arn
    revision = aws_msk_configuration.this.latest_revision
  }

  open_monitoring {
    prometheus {
      jmx_exporter {
        enabled_in_broker = true
      }

      node_exporter {
        enabled_in_broker = true
      }
    }
  }

  logging_info {
    broker_logs {
      cloudwatch_logs {
        enabled   = true
        log_group = aws_cloudwatch_log_group.broker.name
      }

      s3 {
        enabled = var.log_bucket_enabled
        bucket  = var.log_bucket_name
        prefix  = var.log_bucket_prefix
      }
    }
  }

  lifecycle {
    # Autoscaling grows the volumes, and MSK never shrinks them: the given size is only the initial one.
    ignore_changes = [broker_node_group_info[0].storage_info[0].ebs_storage_info[0].volume_size]

    precondition {
      condition     = var.broker_count % length(var.subnet_ids) == 0
      error_message = "${var.name}: ${var.broker_count} brokers cannot be spread over ${length(var.subnet_ids)} subnets, because MSK puts the same number of brokers into each. Give as many subnets as brokers (2 or 3), or make the number of brokers a multiple of ${length(var.subnet_ids)} in the catalogue (catalog/src/environments.ts)."
    }

    precondition {
      condition     = var.replication_factor <= var.broker_count
      error_message = "${var.name}: replication factor ${var.replication_factor} needs as many brokers, but there are only ${var.broker_count}. Lower it or add brokers in the catalogue (catalog/src/environments.ts)."
    }

    precondition {
      condition     = var.min_insync_replicas < var.replication_factor
      error_message = "${var.name}: min_insync_replicas ${var.min_insync_replicas} must be below the replication factor ${var.replication_factor}; otherwise no record can be written while a broker restarts, as each does in every update. Lower it in the catalogue (catalog/src/environments.ts)."
    }

    precondition {
      condition     = local.replicas_per_broker <= local.recommended_replicas_per_broker[var.instance_type]
      error_message = "${var.name}: the topics put ${local.replicas_per_broker} replicas on each broker, but AWS recommends at most ${local.recommended_replicas_per_broker[var.instance_type]} on ${var.instance_type}. Use a larger instance type, more brokers, or fewer partitions (catalog/src/topics.ts)."
    }
  }
}

# MSK does not delete a configuration that a cluster uses, and ties it to one version of Kafka. The version in the name
# lets an upgrade create the new one beside the old; a changed property creates a new revision of the same one.
resource "aws_msk_configuration" "this" {
  name           = "${var.name}-${replace(trimsuffix(var.kafka_version, ".x.kraft"), ".", "-")}"
  description    = "Broker settings of ${var.name}"
  kafka_versions = [var.kafka_version]

  server_properties = join("\n", [for property, value in {
    # An undeclared topic is a client's mistake, which a broker must not hide with defaults.
    "auto.create.topics.enable" = false
    # Prefer unavailability to losing acknowledged records.
    "unclean.leader.election.enable" = false
    # Only IAM controls clients here. If a listener with another authentication is ever added, it starts closed.
    "allow.everyone.if.no.acl.found"   = false
    "compression.type"                 = "producer"
    "default.replication.factor"       = var.replication_factor
    "log.retention.ms"                 = 7 * 24 * 60 * 60 * 1000
    "min.insync.replicas"              = var.min_insync_replicas
    "offsets.topic.replication.factor" = var.replication_factor
  } : "${property}=${value}"])

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_appautoscaling_target" "storage" {
  service_namespace  = "kafka"
  scalable_dimension = "kafka:broker-storage:VolumeSize"
  resource_id        = aws_msk_cluster.this.arn
  min_capacity       = 1
  max_capacity       = var.max_volume_size_gib
}

resource "aws_appautoscaling_policy" "storage" {
  name               = "${var.name}-storage"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.storage.service_namespace
  scalable_dimension = aws_appautoscaling_target.storage.scalable_dimension
  resource_id        = aws_appautoscaling_target.storage.resource_id

  target_tracking_scaling_policy_configuration {
    # AWS recommends 50 to 60: a volume grows at most once in six hours, by a tenth, and must last until then.
    target_value     = 60
    disable_scale_in = true

    predefined_metric_specification {
      predefined_metric_type = "KafkaBrokerStorageUtilization"
    }
  }
}

# Deliveries of AWS services add one statement per log group to a policy of limited length; a single statement covers
# this prefix.
resource "aws_cloudwatch_log_group" "broker" {
  #checkov:skip=CKV_AWS_338:The brokers' logs of a year are in the bucket; the group is for searching the last weeks.
  name              = "/aws/vendedlogs/msk/${var.name}"
  kms_key_id        = var.log_kms_key_arn
  retention_in_days = var.log_retention_days
}
