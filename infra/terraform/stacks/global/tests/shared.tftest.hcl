run "bootstrap" {
  module { source = "../bootstrap" }
}

run "global" {
  # Hand-over
  assert {
    condition     = aws_ssm_parameter.handover.name == "/${var.project}/shared/global"
    error_message = "The hand-over must be where the stack cluster reads it."
  }

  assert {
    condition     = keys(jsondecode(aws_ssm_parameter.handover.insecure_value)) == ["domain_name", "ecr_kms_key_arn", "github_connection_arn", "public_zone_id", "repository_urls", "role_arns"]
    error_message = "The hand-over must contain what was agreed: ${aws_ssm_parameter.handover.insecure_value}"
  }

  assert {
    condition     = jsondecode(aws_ssm_parameter.handover.insecure_value).repository_urls == { for image in local.catalog.images : image => "${var.account_id}.dkr.ecr.${var.region}.amazonaws.com/${var.project}/${image}" }
    error_message = "Every image that runs on AWS must have its repository: ${aws_ssm_parameter.handover.insecure_value}"
  }

  assert {
    condition = output.role_arns == {
      for role in ["plan", "plan-main", "build", "deploy-dev", "deploy-production", "apply-dev", "apply-production"] : role => "arn:aws:iam::${var.account_id}:role/${var.project}-${role}"
    }
    error_message = "Every purpose must have its role: ${jsonencode(output.role_arns)}"
  }

  # Registry
  assert {
    condition = aws_ecr_registry_scanning_configuration.this[0].scan_type == "ENHANCED" && [
      for rule in aws_ecr_registry_scanning_configuration.this[0].rule : "${rule.scan_frequency} ${join(",", [for filter in rule.repository_filter : filter.filter])}"
    ] == ["CONTINUOUS_SCAN ${var.project}/*"]
    error_message = "Images of the services must be scanned for as long as they are kept."
  }

  assert {
    condition     = length(aws_ecr_replication_configuration.this) == 0 && length(aws_ecr_repository_creation_template.replicas) == 0
    error_message = "Images must be copied to a second region only if one is named."
  }

  # Zone
  assert {
    condition     = aws_route53_zone.public.name == var.domain_name && aws_route53_record.certificate_authorities.records == toset(["0 issue \"amazon.com\"", "0 issuewild \";\""]) && aws_route53_record.certificate_authorities.type == "CAA"
    error_message = "Only Amazon may issue certificates, and none with a wildcard."
  }

  # Trail
  assert {
    condition     = aws_cloudtrail.this.is_multi_region_trail && aws_cloudtrail.this.enable_log_file_validation && aws_cloudtrail.this.include_global_service_events
    error_message = "The trail must cover every region and IAM, and prove that its files were not changed."
  }

  assert {
    condition     = aws_cloudtrail.this.kms_key_id == module.trail_key.arn && aws_cloudtrail.this.s3_bucket_name == module.trail_bucket.name
    error_message = "The trail must be encrypted with its own key, in its own bucket."
  }

  assert {
    condition = toset(flatten([
      for selector in aws_cloudtrail.this.advanced_event_selector : [
        for field in selector.field_selector : "${field.field} ${join(",", coalescelist(field.equals, field.starts_with))}"
      ]
    ])) == toset(["eventCategory Management", "eventCategory Data", "resources.type AWS::S3::Object", "resources.ARN ${local.bootstrap.state_bucket.arn}/"])
    error_message = "The trail must record changes to resources, and of data only the use of the state."
  }

  assert {
    condition = {
      for statement in jsondecode(data.aws_iam_policy_document.trail_bucket.json).Statement :
      statement.Action => "${statement.Principal.Service} ${statement.Resource} ${statement.Condition.StringEquals["aws:SourceArn"]}"
      } == {
      "s3:GetBucketAcl" = "cloudtrail.amazonaws.com arn:aws:s3:::${var.project}-shared-trail-${var.account_id} ${aws_cloudtrail.this.arn}"
      "s3:PutObject"    = "cloudtrail.amazonaws.com arn:aws:s3:::${var.project}-shared-trail-${var.account_id}/AWSLogs/${var.account_id}/* ${aws_cloudtrail.this.arn}"
    }
    error_message = "Only this trail may write to its bucket: ${data.aws_iam_policy_document.trail_bucket.json}"
  }

  # Costs
  assert {
    condition = {
      for name, budget in aws_budgets_budget.this : name => "${budget.limit_amount} ${budget.limit_unit} ${budget.time_unit} ${join(",", flatten([for filter in budget.cost_filter : filter.values]))}"
      } == {
      "${var.project}-account"    = "${var.account_monthly_budget_usd} USD MONTHLY "
      "${var.project}-dev"        = "${var.monthly_budgets_usd.dev} USD MONTHLY user:environment$dev"
      "${var.project}-production" = "${var.monthly_budgets_usd.production} USD MONTHLY user:environment$production"
    }
    error_message = "Each environment must have its budget by its tag, and the account one for everything."
  }

  assert {
    condition = alltrue([
      for budget in aws_budgets_budget.this :
      toset([for notification in budget.notification : "${notification.notification_type} ${notification.threshold} ${notification.threshold_type}"]) == toset(["FORECASTED 80 PERCENTAGE", "ACTUAL 100 PERCENTAGE"])
      && alltrue([for notification in budget.notification : notification.subscriber_email_addresses == toset(var.budget_emails)])
    ])
    error_message = "E-mails must be sent at 80 percent of the forecast and at 100 percent of the cost."
  }

  assert {
    condition     = length(aws_ce_anomaly_monitor.services) + length(aws_ce_anomaly_subscription.services) == (var.cost_anomaly_monitor == "none" ? 0 : var.cost_anomaly_monitor == "create" ? 2 : 1)
    error_message = "An account has one monitor of services, which may already exist: it must be requested explicitly."
  }

  assert {
    condition     = length(aws_ce_cost_allocation_tag.this) == 0
    error_message = "AWS refuses to activate tags that no bill has seen; this must be requested explicitly."
  }

  # Account
  assert {
    condition     = aws_ebs_encryption_by_default.this[0].enabled && aws_ec2_instance_metadata_defaults.this[0].http_tokens == "required" && aws_ec2_instance_metadata_defaults.this[0].http_put_response_hop_limit == 1
    error_message = "Resources that a stack omits must still be encrypted, and protect their credentials from containers."
  }

  assert {
    condition = alltrue([
      aws_s3_account_public_access_block.this[0].block_public_acls,
      aws_s3_account_public_access_block.this[0].block_public_policy,
      aws_s3_account_public_access_block.this[0].ignore_public_acls,
      aws_s3_account_public_access_block.this[0].restrict_public_buckets,
    ])
    error_message = "No bucket of the account may be public."
  }

  assert {
    condition     = aws_accessanalyzer_analyzer.account[0].type == "ACCOUNT"
    error_message = "Everything that can be reached from outside the account must be reported."
  }
}

run "copies_images_and_sorts_the_bill_when_asked" {
  command = plan

  variables {
    replication_region           = var.region == "us-west-2" ? "us-east-1" : "us-west-2"
    cost_allocation_tags_enabled = true
  }

  assert {
    condition = [
      for rule in one(aws_ecr_replication_configuration.this[var.replication_region].replication_configuration).rule :
      "${one(rule.destination).region} ${one(rule.destination).registry_id} ${one(rule.repository_filter).filter} ${one(rule.repository_filter).filter_type}"
    ] == ["${var.replication_region} ${var.account_id} ${var.project}/ PREFIX_MATCH"]
    error_message = "Only our images must be copied, to the second region of the same account."
  }

  assert {
    condition     = aws_ecr_repository_creation_template.replicas[var.replication_region].region == var.replication_region && aws_ecr_repository_creation_template.replicas[var.replication_region].image_tag_mutability == "IMMUTABLE_WITH_EXCLUSION" && one(aws_ecr_repository_creation_template.replicas[var.replication_region].image_tag_mutability_exclusion_filter).filter == "latest"
    error_message = "In the copies, too, only `latest` may move; otherwise `latest` could not be copied."
  }

  assert {
    condition     = toset([for key, tag in aws_ce_cost_allocation_tag.this : "${tag.tag_key} ${tag.status}"]) == toset(["project Active", "environment Active", "stack Active"])
    error_message = "The bill must be sorted by project, environment and stack."
  }
}

run "watches_unusual_cost_when_asked" {
  command = plan
  variables { cost_anomaly_monitor = "create" }

  assert {
    condition     = one(aws_ce_anomaly_monitor.services).monitor_dimension == "SERVICE" && length(aws_ce_anomaly_subscription.services) == 1
    error_message = "Cost anomalies must be monitored by service."
  }

  assert {
    condition     = one(one(aws_ce_anomaly_subscription.services[0].threshold_expression).dimension).values == toset(["100"]) && toset([for subscriber in aws_ce_anomaly_subscription.services[0].subscriber : subscriber.address]) == toset(var.budget_emails)
    error_message = "Above 100 dollars, the same people must be notified."
  }
}

run "adopts_what_the_account_has_already" {
  command = plan

  variables {
    cost_anomaly_monitor = "arn:aws:ce::${var.account_id}:anomalymonitor/01234567-89ab-cdef-0123-456789abcdef"
    adopted_singletons = [
      "access-analyzer", "ebs-encryption", "ecr-scanning", "github-oidc-provider", "instance-metadata-defaults", "s3-public-access-block",
    ]
  }

  assert {
    condition     = length(aws_ce_anomaly_monitor.services) == 0 && aws_ce_anomaly_subscription.services[0].monitor_arn_list == tolist([var.cost_anomaly_monitor])
    error_message = "The e-mails must be about the existing monitor."
  }

  assert {
    condition = length(concat(
      aws_accessanalyzer_analyzer.account, aws_ebs_encryption_by_default.this, aws_ecr_registry_scanning_configuration.this,
      aws_iam_openid_connect_provider.github, aws_ec2_instance_metadata_defaults.this, aws_s3_account_public_access_block.this,
    )) == 0 && toset(var.adopted_singletons) == toset(local.singletons)
    error_message = "None of the account's existing singletons may be managed here."
  }

  assert {
    condition     = jsondecode(module.build_role.trust_policy).Statement[0].Principal.Federated == "arn:aws:iam::${var.account_id}:oidc-provider/token.actions.githubusercontent.com"
    error_message = "The roles must trust GitHub's existing provider: ${module.build_role.trust_policy}"
  }
}
