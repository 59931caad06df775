locals {
  # Forecast first, while something can still be done.
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

# AWS keeps one such monitor per account and gives new accounts one of its own: README.md says how to import it.
resource "aws_ce_anomaly_monitor" "services" {
  name              = "${var.project}-services"
  monitor_type      = "DIMENSIONAL"
  monitor_dimension = "SERVICE"
}

resource "aws_ce_anomaly_subscription" "services" {
  name             = "${var.project}-services"
  frequency        = "DAILY"
  monitor_arn_list = [aws_ce_anomaly_monitor.services.arn]

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
