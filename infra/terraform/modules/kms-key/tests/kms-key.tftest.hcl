provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = ["111122223333"]
}

variables {
  name        = "fairway-test-kafka"
  description = "Records on the disks of the Kafka brokers"
}

run "rotates_and_leaves_the_decision_to_iam" {
  assert {
    condition     = aws_kms_key.this.enable_key_rotation && aws_kms_key.this.deletion_window_in_days == 30
    error_message = "The key must rotate, and wait 30 days before its deletion."
  }

  assert {
    condition     = jsondecode(aws_kms_key.this.policy).Statement[0].Principal.AWS == "arn:aws:iam::111122223333:root"
    error_message = "Only the account itself may control the key: ${aws_kms_key.this.policy}"
  }

  assert {
    condition     = aws_kms_alias.this.name == "alias/fairway-test-kafka"
    error_message = "The alias must be the given name."
  }
}

run "admits_a_service_under_its_condition_only" {
  command = plan

  variables {
    services = [{
      principal = "logs.us-east-1.amazonaws.com"
      condition = {
        test     = "ArnLike"
        variable = "kms:EncryptionContext:aws:logs:arn"
        values   = ["arn:aws:logs:us-east-1:111122223333:*"]
      }
    }]
  }

  assert {
    condition     = jsondecode(data.aws_iam_policy_document.this.json).Statement[1].Condition.ArnLike["kms:EncryptionContext:aws:logs:arn"] == "arn:aws:logs:us-east-1:111122223333:*"
    error_message = "The statement for the service must have its condition: ${data.aws_iam_policy_document.this.json}"
  }
}

run "admits_only_the_named_service_linked_role" {
  command = plan

  variables {
    service_linked_role_arns = ["arn:aws:iam::111122223333:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"]
  }

  assert {
    condition = length(jsondecode(data.aws_iam_policy_document.this.json).Statement) == 3 && alltrue([
      for statement in slice(jsondecode(data.aws_iam_policy_document.this.json).Statement, 1, 3) :
      try(statement.Condition.ArnEquals["aws:PrincipalArn"], null) == var.service_linked_role_arns[0]
    ])
    error_message = "Both statements must be for that role only: ${data.aws_iam_policy_document.this.json}"
  }

  assert {
    condition = [
      for statement in jsondecode(data.aws_iam_policy_document.this.json).Statement :
      try(statement.Condition.Bool["kms:GrantIsForAWSResource"], null) if contains(flatten([statement.Action]), "kms:CreateGrant")
    ] == ["true"]
    error_message = "It may pass the key only to AWS services: ${data.aws_iam_policy_document.this.json}"
  }
}

run "admits_nobody_else_by_default" {
  command = plan

  assert {
    condition     = length(jsondecode(data.aws_iam_policy_document.this.json).Statement) == 1
    error_message = "Without services and service-linked roles, the policy must contain only the account's statement: ${data.aws_iam_policy_document.this.json}"
  }
}

run "refuses_an_alias_of_aws" {
  command = plan
  variables { name = "aws/kafka" }
  expect_failures = [var.name]
}

run "refuses_a_description_that_says_nothing" {
  command = plan
  variables { description = "key" }
  expect_failures = [var.description]
}

run "refuses_a_role_as_service" {
  command = plan

  variables {
    services = [{ principal = "arn:aws:iam::111122223333:role/somebody" }]
  }

  expect_failures = [var.services]
}

run "refuses_a_role_that_is_not_service_linked" {
  command = plan
  variables { service_linked_role_arns = ["arn:aws:iam::111122223333:role/somebody"] }
  expect_failures = [var.service_linked_role_arns]
}

run "refuses_a_window_that_kms_does_not_know" {
  command = plan
  variables { deletion_window_days = 3 }
  expect_failures = [var.deletion_window_days]
}
