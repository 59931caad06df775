provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = ["111122223333"]
}

variables {
  cluster_name   = "fairway-test"
  node_role_name = "fairway-test-node"
}

run "hears_of_every_kind_of_interruption" {
  assert {
    condition = toset([for rule in aws_cloudwatch_event_rule.this : jsonencode(jsondecode(rule.event_pattern))]) == toset([
      jsonencode({ detail-type = ["EC2 Spot Instance Interruption Warning"], source = ["aws.ec2"] }),
      jsonencode({ detail-type = ["EC2 Instance Rebalance Recommendation"], source = ["aws.ec2"] }),
      jsonencode({ detail-type = ["EC2 Instance State-change Notification"], source = ["aws.ec2"] }),
      jsonencode({ detail-type = ["AWS Health Event"], source = ["aws.health"] }),
    ])
    error_message = "The rules must catch spot interruptions, rebalance recommendations, state changes and maintenance."
  }

  assert {
    condition     = alltrue([for name, target in aws_cloudwatch_event_target.this : target.arn == aws_sqs_queue.interruptions.arn && target.rule == aws_cloudwatch_event_rule.this[name].name]) && length(aws_cloudwatch_event_target.this) == length(aws_cloudwatch_event_rule.this)
    error_message = "Each rule must deliver to the queue."
  }
}

run "takes_messages_of_its_own_rules_only" {
  assert {
    condition = (
      jsondecode(aws_sqs_queue_policy.interruptions.policy).Statement[0].Principal.Service == "events.amazonaws.com" &&
      toset(flatten([jsondecode(aws_sqs_queue_policy.interruptions.policy).Statement[0].Condition.ArnEquals["aws:SourceArn"]])) == toset([for rule in aws_cloudwatch_event_rule.this : rule.arn]) &&
      jsondecode(aws_sqs_queue_policy.interruptions.policy).Statement[0].Condition.StringEquals["aws:SourceAccount"] == "111122223333"
    )
    error_message = "Rules of other accounts must not reach the queue: ${aws_sqs_queue_policy.interruptions.policy}"
  }

  assert {
    condition = (
      jsondecode(aws_sqs_queue_policy.interruptions.policy).Statement[1].Effect == "Deny" &&
      jsondecode(aws_sqs_queue_policy.interruptions.policy).Statement[1].Condition.Bool["aws:SecureTransport"] == "false"
    )
    error_message = "Plain HTTP must be refused: ${aws_sqs_queue_policy.interruptions.policy}"
  }

  assert {
    condition     = aws_sqs_queue.interruptions.sqs_managed_sse_enabled && aws_sqs_queue.interruptions.message_retention_seconds == 300
    error_message = "The queue must be encrypted and drop outdated warnings."
  }
}

run "lends_the_nodes_role" {
  assert {
    condition     = aws_iam_instance_profile.node.role == "fairway-test-node" && output.instance_profile_name == "fairway-test-karpenter-node"
    error_message = "Karpenter's nodes must have the role that the cluster accepts."
  }
}

run "refuses_a_name_too_long_for_eventbridge" {
  command = plan
  variables { cluster_name = "a-name-of-more-than-thirty-six-letters" }
  expect_failures = [var.cluster_name]
}

run "refuses_an_arn_for_a_name" {
  command = plan
  variables { node_role_name = "arn:aws:iam::111122223333:role/fairway-test-node" }
  expect_failures = [var.node_role_name]
}
