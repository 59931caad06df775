locals {
  instance_alarms = {
    cpu = {
      description         = "CPU above 80 percent for 15 minutes, or no report from the instance: look at the slowest statements in Database Insights."
      metric_name         = "CPUUtilization"
      statistic           = "Average"
      comparison_operator = "GreaterThanThreshold"
      threshold           = 80
      evaluation_periods  = 3
      # Every running instance reports its CPU, so missing data means that it is gone.
      treat_missing_data = "breaching"
    }
    connections = {
      description         = "More than 80 percent of max_connections (${var.max_connections}) are taken: the next rollout may find none left."
      metric_name         = "DatabaseConnections"
      statistic           = "Maximum"
      comparison_operator = "GreaterThanThreshold"
      threshold           = floor(var.max_connections * 0.8)
      evaluation_periods  = 1
      treat_missing_data  = "notBreaching"
    }
    # Reported by readers only.
    replica-lag = {
      description         = "The reader has been more than a second behind the writer for 10 minutes."
      metric_name         = "AuroraReplicaLag"
      statistic           = "Maximum"
      comparison_operator = "GreaterThanThreshold"
      threshold           = 1000
      evaluation_periods  = 2
      treat_missing_data  = "notBreaching"
    }
    # PostgreSQL refuses writes at 2 billion.
    transaction-ids = {
      description         = "A billion transaction ids without vacuum: look for a transaction or a replication slot that has been open for days."
      metric_name         = "MaximumUsedTransactionIDs"
      statistic           = "Maximum"
      comparison_operator = "GreaterThanThreshold"
      threshold           = 1000000000
      evaluation_periods  = 1
      treat_missing_data  = "notBreaching"
    }
    deadlocks = {
      description         = "Deadlocks in each of three periods of 5 minutes: two pieces of code lock the same rows in different order."
      metric_name         = "Deadlocks"
      statistic           = "Maximum"
      comparison_operator = "GreaterThanThreshold"
      threshold           = 0
      evaluation_periods  = 3
      treat_missing_data  = "notBreaching"
    }
    # For sorts and temporary tables that do not fit into memory. When it is full, statements fail; table data is stored
    # elsewhere.
    local-storage = {
      description         = "Less than 5 GiB of local storage are free: statements sort more than fits into memory. Correct them, or use a larger class."
      metric_name         = "FreeLocalStorage"
      statistic           = "Minimum"
      comparison_operator = "LessThanThreshold"
      threshold           = 5 * 1024 * 1024 * 1024
      evaluation_periods  = 2
      treat_missing_data  = "notBreaching"
    }
  }

  alarms_of_instances = merge([
    for zone, instance in aws_rds_cluster_instance.this : {
      for alarm, settings in local.instance_alarms : "${zone}-${alarm}" => merge(settings, { instance = instance.identifier })
    }
  ]...)
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms_of_instances

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.description
  namespace           = "AWS/RDS"
  metric_name         = each.value.metric_name
  dimensions          = { DBInstanceIdentifier = each.value.instance }
  statistic           = each.value.statistic
  period              = 300
  evaluation_periods  = each.value.evaluation_periods
  comparison_operator = each.value.comparison_operator
  threshold           = each.value.threshold
  treat_missing_data  = each.value.treat_missing_data
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]
}
