locals {
  alarms = {
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
    # The volume grows by itself when a tenth is free; at half of that, it did not.
    storage = {
      description         = "Less than a twentieth of the volume's first size is free: it has reached max_volume_size_gib or cannot follow. Raise it."
      metric_name         = "FreeStorageSpace"
      statistic           = "Minimum"
      comparison_operator = "LessThanThreshold"
      threshold           = var.volume_size_gib * 1024 * 1024 * 1024 / 20
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
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.description
  namespace           = "AWS/RDS"
  metric_name         = each.value.metric_name
  dimensions          = { DBInstanceIdentifier = aws_db_instance.this.identifier }
  statistic           = each.value.statistic
  period              = 300
  evaluation_periods  = each.value.evaluation_periods
  comparison_operator = each.value.comparison_operator
  threshold           = each.value.threshold
  treat_missing_data  = each.value.treat_missing_data
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]
}
