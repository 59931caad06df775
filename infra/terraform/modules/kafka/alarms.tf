locals {
  broker_alarms = {
    cpu = {
      description         = "CPU above 60 percent for 15 minutes; brokers need the rest when one of them restarts. Take a larger instance type or more brokers."
      metrics             = ["CpuUser", "CpuSystem"]
      statistic           = "Average"
      threshold           = 60
      comparison_operator = "GreaterThanThreshold"
      evaluation_periods  = 3
    }
    disk = {
      description         = "Disk above 85 percent: storage autoscaling has reached max_volume_size_gib or cannot follow. Raise it, or shorten the retention of topics."
      metrics             = ["KafkaDataLogsDiskUsed"]
      statistic           = "Maximum"
      threshold           = 85
      comparison_operator = "GreaterThanThreshold"
      evaluation_periods  = 1
    }
    # MSK updates restart one broker after the other, during which replicas lag for minutes, but less than a quarter of
    # an hour.
    under-replicated-partitions = {
      description         = "Partitions lack replicas for 15 minutes: a broker is down or too slow to follow."
      metrics             = ["UnderReplicatedPartitions"]
      statistic           = "Maximum"
      threshold           = 0
      comparison_operator = "GreaterThanThreshold"
      evaluation_periods  = 3
    }
    under-min-isr-partitions = {
      description         = "Partitions have fewer replicas in sync than min.insync.replicas: producers are refused, and outboxes fill."
      metrics             = ["UnderMinIsrPartitionCount"]
      statistic           = "Maximum"
      threshold           = 0
      comparison_operator = "GreaterThanThreshold"
      evaluation_periods  = 1
    }
  }

  # MSK counts its brokers from 1.
  alarms_of_brokers = merge([
    for broker in range(1, var.broker_count + 1) : {
      for alarm, settings in local.broker_alarms : "broker-${broker}-${alarm}" => merge(settings, {
        dimensions = { "Cluster Name" = var.name, "Broker ID" = tostring(broker) }
        # Missing data from one restarting broker is normal; the cluster's own alarm covers missing data.
        treat_missing_data = "notBreaching"
      })
    }
  ]...)

  alarms_of_cluster = {
    offline-partitions = {
      description         = "Partitions without a leader: they can be neither read nor written."
      metrics             = ["OfflinePartitionsCount"]
      statistic           = "Maximum"
      threshold           = 0
      comparison_operator = "GreaterThanThreshold"
      evaluation_periods  = 1
      dimensions          = { "Cluster Name" = var.name }
      treat_missing_data  = "notBreaching"
    }
    # Every healthy cluster reports this metric all the time, so missing data means that the cluster is gone.
    active-controller = {
      description         = "No active controller, or no report from the cluster, for 10 minutes: leaders cannot change, and topics cannot be altered."
      metrics             = ["ActiveControllerCount"]
      statistic           = "Maximum"
      threshold           = 1
      comparison_operator = "LessThanThreshold"
      evaluation_periods  = 2
      dimensions          = { "Cluster Name" = var.name }
      treat_missing_data  = "breaching"
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = merge(local.alarms_of_brokers, local.alarms_of_cluster)

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.description
  comparison_operator = each.value.comparison_operator
  threshold           = each.value.threshold
  evaluation_periods  = each.value.evaluation_periods
  treat_missing_data  = each.value.treat_missing_data
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]

  metric_query {
    id          = "value"
    expression  = join(" + ", [for metric in each.value.metrics : lower(metric)])
    label       = join(" + ", each.value.metrics)
    return_data = true
  }

  dynamic "metric_query" {
    for_each = each.value.metrics

    content {
      id = lower(metric_query.value)

      metric {
        namespace   = "AWS/Kafka"
        metric_name = metric_query.value
        dimensions  = each.value.dimensions
        stat        = each.value.statistic
        period      = 300
      }
    }
  }
}
