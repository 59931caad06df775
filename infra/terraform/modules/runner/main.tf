data "aws_caller_identity" "this" {}
data "aws_region" "this" {}

locals {
  ec2_arn = "arn:aws:ec2:${data.aws_region.this.region}:${data.aws_caller_identity.this.account_id}"
}

# CodeBuild starts a container for each job that a workflow requests, registers it with GitHub for that one job, and
# then ends it.
resource "aws_codebuild_project" "this" {
  #checkov:skip=CKV_AWS_147:A runner has no artifacts and no cache, which are what the key is for.
  name           = var.name
  description    = "Runs jobs of ${var.repository} inside the VPC"
  service_role   = aws_iam_role.this.arn
  build_timeout  = 60
  queued_timeout = 60

  artifacts {
    type = "NO_ARTIFACTS"
  }

  environment {
    type            = "LINUX_CONTAINER"
    compute_type    = "BUILD_GENERAL1_SMALL"
    image           = "aws/codebuild/amazonlinux-x86_64-standard:5.0"
    privileged_mode = false
  }

  source {
    type     = "GITHUB"
    location = "https://github.com/${var.repository}.git"

    auth {
      type     = "CODECONNECTIONS"
      resource = var.connection_arn
    }
  }

  vpc_config {
    vpc_id             = var.vpc_id
    subnets            = var.subnet_ids
    security_group_ids = [var.security_group_id]
  }

  logs_config {
    cloudwatch_logs {
      status     = "ENABLED"
      group_name = aws_cloudwatch_log_group.this.name
    }
  }

  # CodeBuild tests the network and the connection with this role when the project is created.
  depends_on = [aws_iam_role_policy.this]
}

resource "aws_codebuild_webhook" "this" {
  project_name = aws_codebuild_project.this.name
  build_type   = "BUILD"

  filter_group {
    filter {
      type    = "EVENT"
      pattern = "WORKFLOW_JOB_QUEUED"
    }
  }
}

resource "aws_cloudwatch_log_group" "this" {
  #checkov:skip=CKV_AWS_338:What a job prints is kept by GitHub as well.
  name              = "/aws/codebuild/${var.name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
}

resource "aws_iam_role" "this" {
  name                 = var.name
  description          = "CodeBuild around the jobs of ${var.name}; what a job may do in AWS is decided by the role that it takes with GitHub's token"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = var.permissions_boundary_arn
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["codebuild.amazonaws.com"]
    }

    # Otherwise a project of another account could make CodeBuild use the role.
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.this.account_id]
    }
  }
}

resource "aws_iam_role_policy" "this" {
  name   = "runner"
  role   = aws_iam_role.this.id
  policy = data.aws_iam_policy_document.this.json
}

# A job can use this role too, so it must not have rights that a job should not have.
data "aws_iam_policy_document" "this" {
  #checkov:skip=CKV_AWS_111:Interfaces are made in the runner's own subnets; their listing cannot be narrowed.
  #checkov:skip=CKV_AWS_356:EC2 cannot narrow what it lists.
  statement {
    sid       = "WriteLogs"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.this.arn}:*"]
  }

  statement {
    sid       = "RegisterWithGitHub"
    actions   = ["codeconnections:GetConnection", "codeconnections:GetConnectionToken", "codeconnections:UseConnection"]
    resources = [var.connection_arn]
  }

  statement {
    sid = "SeeNetwork"
    actions = [
      "ec2:DescribeDhcpOptions", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeVpcs",
    ]
    resources = ["*"] # support no resource
  }

  statement {
    sid     = "MakeInterfaces"
    actions = ["ec2:CreateNetworkInterface"]
    resources = concat(
      ["${local.ec2_arn}:network-interface/*", "${local.ec2_arn}:security-group/${var.security_group_id}"],
      [for subnet in var.subnet_ids : "${local.ec2_arn}:subnet/${subnet}"],
    )
  }

  # Subnet and service are known for existing interfaces only; AWS's own example of this role has these two conditions.
  statement {
    sid       = "LendInterfaces"
    actions   = ["ec2:CreateNetworkInterfacePermission"]
    resources = ["${local.ec2_arn}:network-interface/*"]

    condition {
      test     = "StringEquals"
      variable = "ec2:AuthorizedService"
      values   = ["codebuild.amazonaws.com"]
    }

    condition {
      test     = "ArnEquals"
      variable = "ec2:Subnet"
      values   = [for subnet in var.subnet_ids : "${local.ec2_arn}:subnet/${subnet}"]
    }
  }

  statement {
    sid       = "DeleteInterfaces"
    actions   = ["ec2:DeleteNetworkInterface"]
    resources = ["${local.ec2_arn}:network-interface/*"]

    condition {
      test     = "ArnEquals"
      variable = "ec2:Subnet"
      values   = [for subnet in var.subnet_ids : "${local.ec2_arn}:subnet/${subnet}"]
    }
  }
}
