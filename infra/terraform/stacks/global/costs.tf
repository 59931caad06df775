locals {
  # Forecast first, while there is still time to act.
  budget_notifications = [
    { type = "FORECASTED", threshold_percent = 80 },
    { type = "ACTUAL", threshold_percent = 100 },
  ]

  budgets = merge(
    { "${var.project}-account" = { limit_usd = var.account_monthly_budget_usd, tag = null } },
    # format(), because "$${" is how HCL writes a literal "${".
    { for name, amount in var.monthly_budgets_usd : "${var.project}-${name}" => { limit_usd = amount, tag = format("user:environment$%s", name) } },
  )
}

resource "aws_budgets_budget" "this" {
  for_each = local.budgets

  name         = each.key
  budget_type  = "COST"
  time_unit    = "MONTHLY"
  limit_amount = tostring(each.value.limit_usd)
  limit_unit   = "USD"

  dynamic "cost_filter" {
    for_each = each.value.tag[*]

    content {
      name   = "TagKeyValue"
      values = [cost_filter.value]
    }
  }

  dynamic "notification" {
    for_each = local.budget_notifications

    content {
      notification_type          = notification.value.type
      threshold                  = notification.value.threshold_percent
      threshold_type             = "PERCENTAGE"
      comparison_operator        = "GREATER_THAN"
      subscriber_email_addresses = var.budget_emails
    }
  }
}

locals {
  anomaly_monitor_arns = concat(aws_ce_anomaly_monitor.services[*].arn, [for choice in [var.cost_anomaly_monitor] : choice if startswith(choice, "arn:")])
}

# An account has at most one monitor of services, which AWS creates together with Cost Explorer; without Cost Explorer
# it cannot have one.
resource "aws_ce_anomaly_monitor" "services" {
  count = var.cost_anomaly_monitor == "create" ? 1 : 0

  name              = "${var.project}-services"
  monitor_type      = "DIMENSIONAL"
  monitor_dimension = "SERVICE"
}

resource "aws_ce_anomaly_subscription" "services" {
  count = var.cost_anomaly_monitor == "none" ? 0 : 1

  name             = "${var.project}-services"
  frequency        = "DAILY"
  monitor_arn_list = local.anomaly_monitor_arns

  dynamic "subscriber" {
    for_each = var.budget_emails

    content {
      type    = "EMAIL"
      address = subscriber.value
    }
  }

  threshold_expression {
    dimension {
      key           = "ANOMALY_TOTAL_IMPACT_ABSOLUTE"
      match_options = ["GREATER_THAN_OR_EQUAL"]
      values        = ["100"] # US dollars
    }
  }
}

resource "aws_ce_cost_allocation_tag" "this" {
  for_each = var.cost_allocation_tags_enabled ? toset(["project", "environment", "stack"]) : toset([])

  tag_key = each.key
  status  = "Active"
}
