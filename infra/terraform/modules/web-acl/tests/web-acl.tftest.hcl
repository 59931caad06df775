provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = ["111122223333"]
}

variables {
  name                      = "fairway-test"
  requests_per_five_minutes = 2000
  kms_key_arn               = "arn:aws:kms:us-east-1:111122223333:key/7f0c2f4e-0000-4000-8000-000000000000"
  log_retention_days        = 30
}

run "limits_what_one_address_may_ask" {
  assert {
    condition = [
      for rule in aws_wafv2_web_acl.this.rule : [
        rule.priority,
        one(one(rule.statement).rate_based_statement).limit,
        one(one(rule.statement).rate_based_statement).evaluation_window_sec,
        one(one(rule.statement).rate_based_statement).aggregate_key_type,
        one(one(one(rule.action).block).custom_response).response_code,
      ] if length(one(rule.statement).rate_based_statement) > 0
    ] == [[0, 2000, 300, "IP", 429]]
    error_message = "The first rule must answer 429 after 2000 requests in five minutes per address."
  }
}

run "blocks_what_the_lists_of_aws_find" {
  assert {
    condition = toset(flatten([for rule in aws_wafv2_web_acl.this.rule : [for group in one(rule.statement).managed_rule_group_statement : group.name]])) == toset([
      "AWSManagedRulesAmazonIpReputationList",
      "AWSManagedRulesKnownBadInputsRuleSet",
      "AWSManagedRulesSQLiRuleSet",
      "AWSManagedRulesCommonRuleSet",
    ])
    error_message = "Known attackers, known exploits, SQL injection and the common rules must be on."
  }

  assert {
    condition     = alltrue([for rule in aws_wafv2_web_acl.this.rule : length(one(rule.override_action).none) == 1 if length(rule.override_action) > 0])
    error_message = "The lists must block, not count."
  }

  assert {
    condition     = length(distinct([for rule in aws_wafv2_web_acl.this.rule : rule.priority])) == 5 && alltrue([for rule in aws_wafv2_web_acl.this.rule : one(rule.visibility_config).cloudwatch_metrics_enabled])
    error_message = "Five rules, each with its priority and its metric."
  }
}

run "logs_without_credentials" {
  assert {
    condition     = startswith(aws_cloudwatch_log_group.this.name, "aws-waf-logs-") && aws_cloudwatch_log_group.this.retention_in_days == 30 && aws_cloudwatch_log_group.this.kms_key_id == var.kms_key_arn
    error_message = "The log must have the name that WAF writes to, an expiry and a key."
  }

  assert {
    condition     = toset([for field in aws_wafv2_web_acl_logging_configuration.this.redacted_fields : one(field.single_header).name]) == toset(["authorization", "cookie"])
    error_message = "Tokens and cookies must not be in the log."
  }

  assert {
    condition     = aws_wafv2_web_acl_logging_configuration.this.resource_arn == aws_wafv2_web_acl.this.arn
    error_message = "The log must be of this ACL."
  }
}

run "refuses_a_name_that_waf_refuses" {
  command = plan
  variables { name = "Fairway test" }
  expect_failures = [var.name]
}

run "refuses_a_limit_below_that_of_waf" {
  command = plan
  variables { requests_per_five_minutes = 5 }
  expect_failures = [var.requests_per_five_minutes]
}

run "refuses_what_is_no_key" {
  command = plan
  variables { kms_key_arn = "alias/logs" }
  expect_failures = [var.kms_key_arn]
}

run "refuses_a_retention_that_cloudwatch_does_not_know" {
  command = plan
  variables { log_retention_days = 31 }
  expect_failures = [var.log_retention_days]
}
