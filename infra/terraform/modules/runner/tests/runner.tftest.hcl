provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = ["123456789012"]
}

variables {
  name                     = "acme-dev-runner"
  repository               = "acme-corp/shop"
  connection_arn           = "arn:aws:codeconnections:us-east-1:123456789012:connection/01234567-89ab-cdef-0123-456789abcdef"
  vpc_id                   = "vpc-0a"
  subnet_ids               = ["subnet-0a", "subnet-0b"]
  security_group_id        = "sg-0a"
  kms_key_arn              = "arn:aws:kms:us-east-1:123456789012:key/1"
  log_retention_days       = 30
  permissions_boundary_arn = "arn:aws:iam::123456789012:policy/acme-boundary-dev"
}

run "runner" {
  assert {
    condition     = one(aws_codebuild_project.this.source).location == "https://github.com/acme-corp/shop.git" && one(one(aws_codebuild_project.this.source).auth).resource == var.connection_arn
    error_message = "Jobs must be those of the repository, by the connection: ${jsonencode(aws_codebuild_project.this.source)}"
  }

  assert {
    condition = (
      one(aws_codebuild_project.this.vpc_config).vpc_id == "vpc-0a" && one(aws_codebuild_project.this.vpc_config).subnets == toset(["subnet-0a", "subnet-0b"])
      && one(aws_codebuild_project.this.vpc_config).security_group_ids == toset(["sg-0a"])
    )
    error_message = "Jobs must run in the VPC, in the runners' group and no other: ${jsonencode(aws_codebuild_project.this.vpc_config)}"
  }

  assert {
    condition     = [for group in aws_codebuild_webhook.this.filter_group : [for filter in group.filter : "${filter.type} ${filter.pattern}"]] == [["EVENT WORKFLOW_JOB_QUEUED"]]
    error_message = "A container must start for a queued job and for nothing else."
  }

  assert {
    condition     = one(aws_codebuild_project.this.environment).privileged_mode == false && one(one(aws_codebuild_project.this.logs_config).cloudwatch_logs).group_name == "/aws/codebuild/acme-dev-runner" && aws_cloudwatch_log_group.this.kms_key_id == var.kms_key_arn
    error_message = "A job must not be root on its host, and its logs must go to the encrypted group."
  }

  assert {
    condition     = output.label == "codebuild-acme-dev-runner-$${{ github.run_id }}-$${{ github.run_attempt }}"
    error_message = "Workflows must request a runner with this label: ${output.label}"
  }

  assert {
    condition     = aws_iam_role.this.permissions_boundary == var.permissions_boundary_arn && jsondecode(aws_iam_role.this.assume_role_policy).Statement[0].Principal.Service == "codebuild.amazonaws.com" && jsondecode(aws_iam_role.this.assume_role_policy).Statement[0].Condition.StringEquals["aws:SourceAccount"] == "123456789012"
    error_message = "Only this account's CodeBuild may use the role, which must have the boundary: ${aws_iam_role.this.assume_role_policy}"
  }

  assert {
    condition = { for statement in jsondecode(aws_iam_role_policy.this.policy).Statement : statement.Sid => toset(flatten([statement.Resource])) } == {
      WriteLogs          = toset(["${aws_cloudwatch_log_group.this.arn}:*"])
      RegisterWithGitHub = toset([var.connection_arn])
      SeeNetwork         = toset(["*"])
      MakeInterfaces     = toset(["arn:aws:ec2:us-east-1:123456789012:network-interface/*", "arn:aws:ec2:us-east-1:123456789012:security-group/sg-0a", "arn:aws:ec2:us-east-1:123456789012:subnet/subnet-0a", "arn:aws:ec2:us-east-1:123456789012:subnet/subnet-0b"])
      LendInterfaces     = toset(["arn:aws:ec2:us-east-1:123456789012:network-interface/*"])
      DeleteInterfaces   = toset(["arn:aws:ec2:us-east-1:123456789012:network-interface/*"])
    }
    error_message = "A job can use this role, so it may only access logs, the connection and interfaces: ${aws_iam_role_policy.this.policy}"
  }

  assert {
    condition = { for statement in jsondecode(aws_iam_role_policy.this.policy).Statement : statement.Sid => keys(merge(values(statement.Condition)...)) if can(statement.Condition) } == {
      LendInterfaces   = ["ec2:AuthorizedService", "ec2:Subnet"]
      DeleteInterfaces = ["ec2:Subnet"]
    }
    error_message = "It must not change other interfaces: ${aws_iam_role_policy.this.policy}"
  }
}

run "refuses_what_is_malformed" {
  command = plan

  variables {
    name                     = "Runner"
    repository               = "shop"
    connection_arn           = "arn:aws:codestar-connections:us-east-1:123456789012:connection/1"
    vpc_id                   = "0a"
    subnet_ids               = []
    security_group_id        = "default"
    kms_key_arn              = "alias/logs"
    log_retention_days       = 31
    permissions_boundary_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
  }

  expect_failures = [
    var.name, var.repository, var.connection_arn, var.vpc_id, var.subnet_ids, var.security_group_id, var.kms_key_arn, var.log_retention_days,
    var.permissions_boundary_arn,
  ]
}
