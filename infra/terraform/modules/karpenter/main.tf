data "aws_caller_identity" "this" {}

locals {
  # AWS's messages about instances; Karpenter then moves the pods away in time.
  interruptions = {
    spot-interruption = { source = "aws.ec2", detail_type = "EC2 Spot Instance Interruption Warning" }
    rebalance         = { source = "aws.ec2", detail_type = "EC2 Instance Rebalance Recommendation" }
    state-change      = { source = "aws.ec2", detail_type = "EC2 Instance State-change Notification" }
    health            = { source = "aws.health", detail_type = "AWS Health Event" }
  }
}

resource "aws_sqs_queue" "interruptions" {
  name = "${var.cluster_name}-karpenter"

  # A warning is valid for two minutes; older messages that Karpenter finds after a stop are about instances that are
  # gone.
  message_retention_seconds = 300

  # SQS's own key: the messages name instances and contain none of our data, and a key of ours would have to admit
  # EventBridge.
  sqs_managed_sse_enabled = true
}

resource "aws_sqs_queue_policy" "interruptions" {
  queue_url = aws_sqs_queue.interruptions.id
  policy    = data.aws_iam_policy_document.interruptions.json
}

data "aws_iam_policy_document" "interruptions" {
  statement {
    sid       = "RulesDeliver"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.interruptions.arn]

    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }

    # EventBridge delivers for every account in the world; only our own rules may reach the queue.
    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [for rule in aws_cloudwatch_event_rule.this : rule.arn]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.this.account_id]
    }
  }

  statement {
    sid       = "RefusePlainHttp"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.interruptions.arn]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_cloudwatch_event_rule" "this" {
  for_each = local.interruptions

  name          = "${var.cluster_name}-karpenter-${each.key}"
  description   = "${each.value.detail_type}, to Karpenter"
  event_pattern = jsonencode({ source = [each.value.source], detail-type = [each.value.detail_type] })
}

resource "aws_cloudwatch_event_target" "this" {
  for_each = local.interruptions

  rule      = aws_cloudwatch_event_rule.this[each.key].name
  target_id = "karpenter"
  arn       = aws_sqs_queue.interruptions.arn
}

# Created here and named in the EC2NodeClass, so that the controller needs no right to create instance profiles. The
# role is that of the managed nodes: EKS has given it an access entry with their first group, and refuses a second one.
resource "aws_iam_instance_profile" "node" {
  name = "${var.cluster_name}-karpenter-node"
  role = var.node_role_name
}
