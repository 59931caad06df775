# The permissions boundary of every role of an environment. `apply` may create roles only with it
# (github-apply-policies.tf), so that no such role, whatever its policies and trust, reaches another environment, the
# state or shared resources. A boundary grants nothing: a role may do what both its own policies and the boundary allow.

locals {
  # Not <project>-<environment>-..., which apply may write.
  boundary_names = { for environment in local.environments : environment => "${var.project}-boundary-${environment}" }
  boundary_arns  = { for environment, name in local.boundary_names : environment => "${local.arn_iam}:policy/${name}" }

  # The services that roles of an environment use. To add one, an administrator must add it here and apply this stack.
  boundary_services = [
    "arc-zonal-shift", "autoscaling", "codeconnections", "ec2", "ecr", "eks", "eks-auth", "elasticloadbalancing", "kafka-cluster", "kms", "logs", "pricing",
    "rds-db", "s3", "secretsmanager", "sqs", "wafv2",
    "ec2messages", "ssm", "ssmmessages", # Session Manager
  ]

  # Listed one by one, because iam:Create* would include iam:CreateServiceLinkedRole, which the load balancer controller
  # needs.
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
    # IAM does not count white space. Each environment adds about 560 characters to the boundary of every other.
    precondition {
      condition     = length(jsonencode(jsondecode(data.aws_iam_policy_document.boundary[each.key].json))) <= 6144
      error_message = "The boundary of ${each.key} has ${length(jsonencode(jsondecode(data.aws_iam_policy_document.boundary[each.key].json)))} characters, but IAM allows 6144. Shorten the project's name, or name the resources of other environments with fewer patterns (NothingNamedForOthers in boundary.tf)."
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

  # Denials from here on, not mere omissions: a trust or resource policy that names a session bypasses what a boundary
  # omits, but not what it denies.

  statement {
    sid       = "NoIamWrites"
    effect    = "Deny"
    actions   = local.iam_writes
    resources = ["*"]
  }

  # This includes passing roles: an instance with production's node role would be a way into production.
  statement {
    sid           = "NoRolesOfOthers"
    effect        = "Deny"
    actions       = ["iam:PassRole", "sts:AssumeRole"]
    not_resources = ["${local.arn_iam}:role/${var.project}-${each.key}-*"]
  }

  # A tag says whose a resource is: our tag, or those of EKS and the load balancer controller on what they create.
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

      # "Not equals" also matches resources without the tag.
      condition {
        test     = "Null"
        variable = "aws:ResourceTag/${statement.value.tag}"
        values   = ["false"]
      }
    }
  }

  # All environments run images from one registry: a role that could change them, or their key, could change every
  # environment. ExternalDNS writes the public zone. IAM does not see tags of zones today; if it did, records must still
  # be allowed.
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

  # S3 and Kafka topics do not pass tags to IAM, and resources that AWS creates by itself lack ours. All of them have
  # names.
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

  # Host names in the public zone are unknown here: the cluster stack chooses them.
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
