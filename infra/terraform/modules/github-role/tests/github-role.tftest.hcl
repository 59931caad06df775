provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = ["111122223333"]
}

variables {
  name          = "fairway-deploy-dev"
  description   = "Deploys to dev in a test of the module"
  subject       = "environment:dev"
  workflow_refs = ["deploy.yml@refs/heads/main"]
  policies      = { deploy = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"eks:DescribeCluster\",\"Resource\":\"*\"}]}" }

  github = {
    oidc_provider_arn = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
    repository        = "example/fairway"
    owner_id          = "10000001"
    repository_id     = "20000002"
  }
}

run "trusts_exactly_one_job_of_one_workflow" {
  assert {
    condition = jsondecode(aws_iam_role.this.assume_role_policy).Statement == [{
      Sid       = "GitHubActions"
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" }
      Condition = {
        StringEquals = {
          "token.actions.githubusercontent.com:aud"              = "sts.amazonaws.com"
          "token.actions.githubusercontent.com:job_workflow_ref" = "example/fairway/.github/workflows/deploy.yml@refs/heads/main"
          "token.actions.githubusercontent.com:ref"              = "refs/heads/main"
          "token.actions.githubusercontent.com:repository_id"    = "20000002"
          "token.actions.githubusercontent.com:sub"              = jsondecode(aws_iam_role.this.assume_role_policy).Statement[0].Condition.StringEquals["token.actions.githubusercontent.com:sub"]
        }
      }
    }]
    error_message = "The trust policy must require these five claims with their exact values: ${aws_iam_role.this.assume_role_policy}"
  }

  # As a set, because the provider chooses the order.
  assert {
    condition = toset(jsondecode(aws_iam_role.this.assume_role_policy).Statement[0].Condition.StringEquals["token.actions.githubusercontent.com:sub"]) == toset([
      "repo:example/fairway:environment:dev",
      "repo:example@10000001/fairway@20000002:environment:dev",
    ])
    error_message = "Both forms of the subject must be trusted, and no other: ${aws_iam_role.this.assume_role_policy}"
  }

  assert {
    condition     = aws_iam_role.this.max_session_duration == 3600
    error_message = "A session must end after an hour unless the role sets another limit."
  }

  assert {
    condition     = aws_iam_role_policy.this["deploy"].role == "fairway-deploy-dev" && output.policies.deploy == var.policies.deploy
    error_message = "The role must have the policy."
  }
}

run "takes_a_pattern_for_the_ref_of_the_workflow_only" {
  variables {
    subject       = "environment:production"
    workflow_refs = ["deploy.yml@refs/heads/main", "deploy.yml@refs/tags/v*"]
  }

  assert {
    condition     = keys(jsondecode(aws_iam_role.this.assume_role_policy).Statement[0].Condition.StringLike) == ["token.actions.githubusercontent.com:job_workflow_ref", "token.actions.githubusercontent.com:ref"]
    error_message = "Only the refs of the workflow and of its run may be compared as a pattern: ${aws_iam_role.this.assume_role_policy}"
  }

  assert {
    condition = toset(jsondecode(aws_iam_role.this.assume_role_policy).Statement[0].Condition.StringLike["token.actions.githubusercontent.com:job_workflow_ref"]) == toset([
      "example/fairway/.github/workflows/deploy.yml@refs/heads/main",
      "example/fairway/.github/workflows/deploy.yml@refs/tags/v*",
    ])
    error_message = "Both refs must be trusted: ${aws_iam_role.this.assume_role_policy}"
  }

  assert {
    condition     = toset(jsondecode(aws_iam_role.this.assume_role_policy).Statement[0].Condition.StringLike["token.actions.githubusercontent.com:ref"]) == toset(["refs/heads/main", "refs/tags/v*"])
    error_message = "The run must be of one of these refs: ${aws_iam_role.this.assume_role_policy}"
  }

  assert {
    condition = keys(jsondecode(aws_iam_role.this.assume_role_policy).Statement[0].Condition.StringEquals) == [
      "token.actions.githubusercontent.com:aud", "token.actions.githubusercontent.com:repository_id", "token.actions.githubusercontent.com:sub",
    ]
    error_message = "The other claims must stay exact: ${aws_iam_role.this.assume_role_policy}"
  }
}

run "shares_policies_and_lasts_longer_when_asked" {
  variables {
    attached_policy_arns = { read-configuration = "arn:aws:iam::111122223333:policy/fairway-read-configuration" }
    session_hours        = 4
  }

  assert {
    condition     = aws_iam_role_policy_attachment.this["read-configuration"].policy_arn == var.attached_policy_arns["read-configuration"] && aws_iam_role.this.max_session_duration == 14400
    error_message = "The shared policy must be attached, and a session must last 4 hours."
  }
}

run "refuses_a_name_that_iam_refuses" {
  command = plan
  variables { name = "Fairway_Deploy" }
  expect_failures = [var.name]
}

run "refuses_a_description_that_iam_refuses" {
  command = plan
  variables { description = "Déploie sur dev" }
  expect_failures = [var.description]
}

run "refuses_another_identity_provider" {
  command = plan
  variables {
    github = { oidc_provider_arn = "arn:aws:iam::111122223333:oidc-provider/example.com", repository = "example/fairway", owner_id = "10000001", repository_id = "20000002" }
  }
  expect_failures = [var.github]
}

run "refuses_all_repositories_of_an_owner" {
  command = plan
  variables {
    github = { oidc_provider_arn = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com", repository = "example/*", owner_id = "10000001", repository_id = "20000002" }
  }
  expect_failures = [var.github]
}

run "refuses_any_owner_number" {
  command = plan
  variables {
    github = { oidc_provider_arn = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com", repository = "example/fairway", owner_id = "*", repository_id = "20000002" }
  }
  expect_failures = [var.github]
}

run "refuses_any_repository_number" {
  command = plan
  variables {
    github = { oidc_provider_arn = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com", repository = "example/fairway", owner_id = "10000001", repository_id = "" }
  }
  expect_failures = [var.github]
}

run "refuses_a_subject_with_a_wildcard" {
  command = plan
  variables { subject = "environment:*" }
  expect_failures = [var.subject]
}

run "refuses_a_subject_that_is_none" {
  command = plan
  variables { subject = "ref:refs/tags/v1.0.0" }
  expect_failures = [var.subject]
}

run "refuses_to_trust_any_workflow" {
  command = plan
  variables { workflow_refs = [] }
  expect_failures = [var.workflow_refs]
}

run "refuses_a_workflow_of_any_branch" {
  command = plan
  variables { workflow_refs = ["deploy.yml@refs/heads/*"] }
  expect_failures = [var.workflow_refs]
}

run "refuses_any_workflow_of_a_branch" {
  command = plan
  variables { workflow_refs = ["*@refs/heads/main"] }
  expect_failures = [var.workflow_refs]
}

run "refuses_a_role_without_policy" {
  command = plan
  variables { policies = {} }
  expect_failures = [var.policies]
}

run "refuses_a_policy_that_is_none" {
  command = plan
  variables { policies = { deploy = "eks:DescribeCluster" } }
  expect_failures = [var.policies]
}

run "refuses_more_than_iam_keeps" {
  command = plan
  variables {
    policies = { deploy = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"eks:DescribeCluster\",\"Resource\":\"${join("", [for n in range(1024) : "ten-chars-"])}\"}]}" }
  }
  expect_failures = [var.policies]
}

run "refuses_to_attach_what_is_no_policy" {
  command = plan
  variables { attached_policy_arns = { admin = "AdministratorAccess" } }
  expect_failures = [var.attached_policy_arns]
}

run "refuses_a_session_longer_than_a_job" {
  command = plan
  variables { session_hours = 12 }
  expect_failures = [var.session_hours]
}
