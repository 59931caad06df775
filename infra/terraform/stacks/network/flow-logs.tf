locals {
  flow_log_group_name = "/aws/vpc/${local.name}/flow-logs"
}

module "flow_log_key" {
  source = "../../modules/kms-key"

  name        = "${local.name}-flow-logs"
  description = "Flow logs of the VPC ${local.name}"

  services = [{
    principal = "logs.${var.region}.amazonaws.com"
    condition = {
      test     = "ArnLike"
      variable = "kms:EncryptionContext:aws:logs:arn"
      values   = ["arn:aws:logs:${var.region}:${var.account_id}:log-group:${local.flow_log_group_name}"]
    }
  }]
}

resource "aws_cloudwatch_log_group" "flow_logs" {
  #checkov:skip=CKV_AWS_338:How long records are kept is the environment's choice, see environments/*/network.tfvars.
  name              = local.flow_log_group_name
  retention_in_days = var.flow_log_retention_days
  kms_key_id        = module.flow_log_key.arn
}

resource "aws_flow_log" "this" {
  vpc_id          = aws_vpc.this.id
  traffic_type    = "ALL"
  log_destination = aws_cloudwatch_log_group.flow_logs.arn
  iam_role_arn    = aws_iam_role.flow_logs.arn

  tags = { Name = local.name }
}

resource "aws_iam_role" "flow_logs" {
  name                 = "${local.name}-flow-logs"
  description          = "Writes the flow logs of ${local.name} to CloudWatch"
  assume_role_policy   = data.aws_iam_policy_document.flow_logs_trust.json
  permissions_boundary = "arn:aws:iam::${var.account_id}:policy/${var.project}-boundary-${var.environment}"
}

data "aws_iam_policy_document" "flow_logs_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["vpc-flow-logs.amazonaws.com"]
    }

    # Without these two, a flow log of any account could make the service write here with this role (the confused
    # deputy).
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [var.account_id]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = ["arn:aws:ec2:${var.region}:${var.account_id}:vpc-flow-log/*"]
    }
  }
}

resource "aws_iam_role_policy" "flow_logs" {
  name   = "write-flow-logs"
  role   = aws_iam_role.flow_logs.id
  policy = data.aws_iam_policy_document.flow_logs.json
}

data "aws_iam_policy_document" "flow_logs" {
  statement {
    actions   = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.flow_logs.arn}:*"]
  }

  # The service finds its group by listing, which AWS cannot limit to one group.
  statement {
    actions   = ["logs:DescribeLogGroups"]
    resources = ["*"]
  }
}
