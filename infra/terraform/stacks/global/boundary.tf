# The ceiling of every role of an environment. `apply` may make roles only beneath it (github-apply-policies.tf), so that no role it makes, whatever
# policies and trust it gives it, reaches another environment, the state or what all share. A boundary grants nothing: a role may do what its own
# policies and the boundary both allow.

locals {
  # Not <project>-<environment>-..., which is what apply may write.
  boundary_names = { for environment in local.environments : environment => "${var.project}-boundary-${environment}" }
  boundary_arns  = { for environment, name in local.boundary_names : environment => "${local.arn_iam}:policy/${name}" }

  # What roles of an environment work with. A role that needs another service needs it here first, and an administrator who applies this stack.
  boundary_services = [
    "arc-zonal-shift", "autoscaling", "codeconnections", "ec2", "ecr", "eks", "eks-auth", "elasticloadbalancing", "kafka-cluster", "kms", "logs", "pricing",
    "rds-db", "s3", "secretsmanager", "sqs", "wafv2",
    "ec2messages", "ssm", "ssmmessages", # Session Manager
  ]

  # Spelt out, because iam:Create* would take in iam:CreateServiceLinkedRole, which the load balancer controller needs.
  iam_writes = [
    "iam:Accept*", "iam:Add*", "iam:Associate*", "iam:Attach*", "iam:Change*", "iam:CreateA*", "iam:CreateD*", "iam:CreateG*", "iam:CreateI*",
    "iam:CreateL*", "iam:CreateO*", "iam:CreateP*", "iam:CreateR*", "iam:CreateSAML*", "iam:CreateServiceSpecific*", "iam:CreateU*", "iam:CreateV*",
    "iam:Deactivate*", "iam:Delete*", "iam:Detach*", "iam:Disable*", "iam:Enable*", "iam:Put*", "iam:Reject*", "iam:Remove*", "iam:Reset*",
    "iam:Resync*", "iam:Send*", "iam:Set*", "iam:Tag*", "iam:Untag*", "iam:Update*", "iam:Upload*",
  ]
}

resource "aws_iam_policy" "boundary" {
  for_each = local.environments

  name        = local.boundary_names[each.key]
  description = "Ceiling of the roles of ${each.key}; grants nothing by itself"
  policy      = data.aws_iam_policy_document.boundary[each.key].json

  lifecycle {
    # IAM counts without white space. Each environment adds some 560 characters to the boundary of every other.
    precondition {
      condition     = length(jsonencode(jsondecode(data.aws_iam_policy_document.boundary[each.key].json))) <= 6144
      error_message = "The boundary of ${each.key} has ${length(jsonencode(jsondecode(data.aws_iam_policy_document.boundary[each.key].json)))} characters, and IAM takes 6144. Shorten the project's name, or name the resources of other environments by fewer patterns (NothingNamedForOthers in boundary.tf)."
    }
  }
}

data "aws_iam_policy_document" "boundary" {
  for_each = local.environments

  statement {
    sid = "Ceiling"
    actions = concat(
      [for service in local.boundary_services : "${service}:*"],
      ["iam:Get*", "iam:List*", "route53:ChangeResourceRecordSets", "route53:Get*", "route53:List*"],
    )
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalAccount"
      values   = [var.account_id]
    }
  }

  statement {
    sid       = "OwnRoles"
    actions   = ["iam:PassRole", "sts:AssumeRole"]
    resources = ["${local.arn_iam}:role/${var.project}-${each.key}-*"]
  }

  statement {
    sid       = "ServiceLinkedRoles"
    actions   = ["iam:CreateServiceLinkedRole"]
    resources = ["${local.arn_iam}:role/aws-service-role/*"]
  }

  # From here on denials, and not merely things left out: a trust or a resource's policy that names a session gets round what a boundary
  # leaves out, but not round what it denies.

  statement {
    sid       = "NoIamWrites"
    effect    = "Deny"
    actions   = local.iam_writes
    resources = ["*"]
  }

  # Passing is among them: an instance with the nodes' role of production would be a door to production.
  statement {
    sid           = "NoRolesOfOthers"
    effect        = "Deny"
    actions       = ["iam:PassRole", "sts:AssumeRole"]
    not_resources = ["${local.arn_iam}:role/${var.project}-${each.key}-*"]
  }

  # A tag says whose a resource is: ours, or, on what EKS and the load balancer controller make by themselves, theirs.
  dynamic "statement" {
    for_each = {
      Others                 = { tag = "environment", own = [each.key, "shared"] }
      OtherClusters          = { tag = "aws:eks:cluster-name", own = ["${var.project}-${each.key}"] }
      NodesOfOtherClusters   = { tag = "eks:cluster-name", own = ["${var.project}-${each.key}"] }
      TargetsOfOtherClusters = { tag = "elbv2.k8s.aws/cluster", own = ["${var.project}-${each.key}"] }
    }

    content {
      sid       = "NothingTaggedFor${statement.key}"
      effect    = "Deny"
      actions   = ["*"]
      resources = ["*"]

      condition {
        test     = "StringNotEquals"
        variable = "aws:ResourceTag/${statement.value.tag}"
        values   = statement.value.own
      }

      # "Not equals" is true of what has no tag as well.
      condition {
        test     = "Null"
        variable = "aws:ResourceTag/${statement.value.tag}"
        values   = ["false"]
      }
    }
  }

  # All environments run the images of one registry: who could change them, or their key, would be in each of them.
  # ExternalDNS writes the public zone. IAM is told no tags of zones today; were it told, records must still go through.
  statement {
    sid    = "SharedIsForReading"
    effect = "Deny"
    not_actions = [
      "ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:Describe*", "ecr:GetDownloadUrlForLayer", "ecr:List*",
      "route53:ChangeResourceRecordSets", "route53:Get*", "route53:List*",
    ]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/environment"
      values   = ["shared"]
    }
  }

  # S3 and Kafka's topics tell IAM no tags, and whatever AWS makes by itself has none of ours. All of it has names.
  statement {
    sid     = "NothingNamedForOthers"
    effect  = "Deny"
    actions = ["*"]
    resources = concat(
      [local.arn_state, "${local.arn_state}/*"],
      flatten([
        for other in concat(sort(setsubtract(local.environments, [each.key])), ["shared"]) : [
          "arn:aws:eks:*:*:*/${var.project}-${other}",
          "arn:aws:eks:*:*:*/${var.project}-${other}/*",
          "arn:aws:elasticloadbalancing:*:*:*/app/${var.project}-${other}/*",
          "arn:aws:kafka:*:*:*/${var.project}-${other}-*",
          "arn:aws:kms:*:*:alias/${var.project}-${other}-*",
          "arn:aws:logs:*:*:log-group:*${var.project}-${other}*",
          "arn:aws:s3:::${var.project}-${other}-*",
          "arn:aws:secretsmanager:*:*:secret:${var.project}/${other}/*",
          "arn:aws:sqs:*:*:${var.project}-${other}-*",
          "arn:aws:ssm:*:*:parameter/${var.project}/${other}/*",
          "arn:aws:wafv2:*:*:regional/webacl/${var.project}-${other}*",
        ]
      ]),
    )
  }

  # Host names in the public zone are not known here: the cluster stack chooses them.
  statement {
    sid       = "NoPrivateRecordsOfOthers"
    effect    = "Deny"
    actions   = ["route53:ChangeResourceRecordSets"]
    resources = ["*"]

    condition {
      test     = "ForAnyValue:StringLike"
      variable = "route53:ChangeResourceRecordSetsNormalizedRecordNames"
      values   = [for other in sort(setsubtract(local.environments, [each.key])) : "*.${other}.${var.project}.internal"]
    }
  }

  # RDS names the secrets of master users itself, and tags them with their database.
  statement {
    sid       = "NoMasterSecretsOfOthers"
    effect    = "Deny"
    actions   = ["secretsmanager:*"]
    resources = ["arn:aws:secretsmanager:*:*:secret:rds!*"]

    condition {
      test     = "StringNotLike"
      variable = "aws:ResourceTag/aws:rds:primaryDBClusterArn"
      values   = ["${local.regional.rds}:cluster:${var.project}-${each.key}-*"]
    }

    condition {
      test     = "StringNotLike"
      variable = "aws:ResourceTag/aws:rds:primaryDBInstanceArn"
      values   = ["${local.regional.rds}:db:${var.project}-${each.key}-*"]
    }
  }
}
