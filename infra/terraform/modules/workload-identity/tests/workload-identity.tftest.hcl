provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = ["111122223333"]
}

variables {
  permissions_boundary_arn = "arn:aws:iam::111122223333:policy/fairway-boundary-test"

  name              = "fairway-test-svc-order-service"
  mode              = "irsa"
  cluster_name      = "fairway-test"
  oidc_provider_arn = "arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF"
  namespace         = "test"
  service_account   = "order-service"

  policies = {
    kafka    = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"kafka-cluster:Connect\",\"Resource\":\"arn:aws:kafka:us-east-1:111122223333:cluster/fairway-test/0-1\"}]}"
    database = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"rds-db:connect\",\"Resource\":\"arn:aws:rds-db:us-east-1:111122223333:dbuser:db-0/order_service\"}]}"
  }
}

run "trusts_one_service_account_by_its_token" {
  assert {
    condition = jsondecode(aws_iam_role.this.assume_role_policy).Statement == [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = var.oidc_provider_arn }
      Condition = {
        StringEquals = {
          "oidc.eks.us-east-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF:sub" = "system:serviceaccount:test:order-service"
          "oidc.eks.us-east-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF:aud" = "sts.amazonaws.com"
        }
      }
    }]
    error_message = "Only the exact subject and audience may assume the role: ${aws_iam_role.this.assume_role_policy}"
  }

  assert {
    condition     = length(aws_eks_pod_identity_association.this) == 0
    error_message = "With IRSA the ServiceAccount names the role; an association would be a second way to it."
  }

  assert {
    condition     = aws_iam_role.this.max_session_duration == 3600
    error_message = "Credentials must not live longer than an hour."
  }
}

run "carries_one_inline_policy_per_purpose" {
  assert {
    condition     = aws_iam_role.this.permissions_boundary == var.permissions_boundary_arn
    error_message = "The role must have the environment's boundary."
  }

  assert {
    condition     = { for purpose, policy in aws_iam_role_policy.this : policy.name => policy.role } == { kafka = var.name, database = var.name }
    error_message = "Each policy must be on the role, under the name of its purpose."
  }

  assert {
    condition     = aws_iam_role_policy.this["kafka"].policy == var.policies["kafka"]
    error_message = "The policy must be the one that was given."
  }

  assert {
    condition     = length(aws_iam_role_policy_attachment.this) == 0
    error_message = "No policy may be attached that was not requested."
  }

  assert {
    condition     = output.arn == "arn:aws:iam::111122223333:role/fairway-test-svc-order-service" && output.name == var.name
    error_message = "The role must be handed over by ARN and name."
  }
}

run "trusts_one_service_account_by_the_agent" {
  variables { mode = "pod-identity" }

  assert {
    condition = {
      for statement in jsondecode(aws_iam_role.this.assume_role_policy).Statement : statement.Effect => {
        actions   = toset(statement.Action)
        principal = statement.Principal
        condition = statement.Condition
      }
      } == {
      Allow = {
        actions   = toset(["sts:AssumeRole", "sts:TagSession"])
        principal = { Service = "pods.eks.amazonaws.com" }
        condition = {
          StringEquals = {
            "aws:RequestTag/eks-cluster-arn"            = "arn:aws:eks:us-east-1:111122223333:cluster/fairway-test"
            "aws:RequestTag/kubernetes-namespace"       = "test"
            "aws:RequestTag/kubernetes-service-account" = "order-service"
          }
        }
      }
    }
    error_message = "Only this ServiceAccount of this cluster may assume the role: ${aws_iam_role.this.assume_role_policy}"
  }

  assert {
    condition = [
      for association in aws_eks_pod_identity_association.this : [association.cluster_name, association.namespace, association.service_account, association.role_arn]
    ] == [["fairway-test", "test", "order-service", "arn:aws:iam::111122223333:role/fairway-test-svc-order-service"]]
    error_message = "One association must give the role to the ServiceAccount."
  }
}

run "is_a_role_without_rights_when_it_has_no_policies" {
  variables { policies = {} }

  assert {
    condition     = length(aws_iam_role_policy.this) == 0 && length(aws_iam_role_policy_attachment.this) == 0
    error_message = "A workload without needs must have no rights."
  }
}

run "attaches_policies_of_aws" {
  variables { managed_policy_arns = ["arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy"] }

  assert {
    condition     = [for attachment in aws_iam_role_policy_attachment.this : attachment.policy_arn] == ["arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy"]
    error_message = "The policy of AWS must be attached."
  }
}

run "refuses_a_name_that_iam_or_we_do_not_take" {
  command = plan
  variables { name = "Fairway/OrderService" }
  expect_failures = [var.name]
}

run "refuses_a_name_that_is_too_long" {
  command = plan
  variables { name = "fairway-test-svc-a-service-whose-name-is-much-longer-than-iam-takes-it" }
  expect_failures = [var.name]
}

run "refuses_an_unknown_mode" {
  command = plan
  variables { mode = "kiam" }
  expect_failures = [var.mode]
}

run "refuses_the_arn_of_a_cluster_as_its_name" {
  command = plan
  variables { cluster_name = "arn:aws:eks:us-east-1:111122223333:cluster/fairway-test" }
  expect_failures = [var.cluster_name]
}

run "refuses_an_issuer_where_its_provider_belongs" {
  command = plan
  variables { oidc_provider_arn = "https://oidc.eks.us-east-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF" }
  expect_failures = [var.oidc_provider_arn]
}

run "refuses_a_wildcard_namespace" {
  command = plan
  variables { namespace = "*" }
  expect_failures = [var.namespace]
}

run "refuses_a_wildcard_service_account" {
  command = plan
  variables { service_account = "order-*" }
  expect_failures = [var.service_account]
}

run "refuses_a_purpose_that_is_no_name" {
  command = plan
  variables { policies = { "Kafka access" = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" } }
  expect_failures = [var.policies]
}

run "refuses_a_policy_that_is_none" {
  command = plan
  variables { policies = { kafka = "{}" } }
  expect_failures = [var.policies]
}

run "refuses_more_than_iam_takes" {
  command = plan

  # Each fits on its own; IAM counts them together.
  variables {
    policies = {
      kafka    = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "kafka-cluster:Connect", Resource = [for n in range(60) : "arn:aws:kafka:us-east-1:111122223333:cluster/fairway-test-${n}/00000000-0000-4000-8000-000000000000-1"] }] })
      database = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "rds-db:connect", Resource = [for n in range(60) : "arn:aws:rds-db:us-east-1:111122223333:dbuser:cluster-0123456789ABCDEF/order_service_${n}"] }] })
    }
  }

  expect_failures = [var.policies]
}

run "refuses_a_policy_of_our_own_as_one_of_aws" {
  command = plan
  variables { managed_policy_arns = ["arn:aws:iam::111122223333:policy/everything"] }
  expect_failures = [var.managed_policy_arns]
}

run "refuses_a_policy_of_aws_as_boundary" {
  command = plan
  variables { permissions_boundary_arn = "arn:aws:iam::aws:policy/AdministratorAccess" }
  expect_failures = [var.permissions_boundary_arn]
}
