# The rights to apply the stacks network, data and cluster of one environment. Resources are named after the environment
# wherever a policy can name them; otherwise the region limits the permission, and the tag `environment` excludes other
# environments.

data "aws_iam_policy_document" "apply" {
  for_each = local.environments

  # State
  statement {
    sid       = "WriteOwnState"
    actions   = ["s3:GetObject", "s3:PutObject"]
    resources = ["${local.arn_state}/${each.key}/*"]
  }

  statement {
    sid       = "ReleaseOwnLock"
    actions   = ["s3:DeleteObject"]
    resources = ["${local.arn_state}/${each.key}/*.tflock"]
  }

  statement {
    sid       = "ReadReviewedPlans"
    actions   = ["s3:GetObject"]
    resources = ["${local.arn_state}/${local.planners.plan-main.keeps}/${each.key}/*"]
  }

  statement {
    sid       = "UseTheKeyOfState"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [local.bootstrap.state_kms_key_arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = local.state_services
    }
  }

  # Locks and checksums of its own state: the table names both after the object in the bucket.
  dynamic "statement" {
    for_each = local.lock_table_arns

    content {
      sid       = "LockOwnState"
      actions   = ["dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem"]
      resources = [statement.value]

      condition {
        test     = "ForAllValues:StringLike"
        variable = "dynamodb:LeadingKeys"
        values   = ["${local.bootstrap.state_bucket.name}/${each.key}/*"]
      }

      # ForAllValues is also true without any value.
      condition {
        test     = "Null"
        variable = "dynamodb:LeadingKeys"
        values   = ["false"]
      }
    }
  }

  # Resources with the environment's name
  statement {
    sid = "OwnByName"
    actions = [
      "cloudwatch:*", "codebuild:*", "eks:*", "events:*", "kafka:*", "logs:*", "rds:*", "s3:*", "sns:*", "sqs:*", "wafv2:*",
      "ssm:AddTagsToResource", "ssm:DeleteParameter", "ssm:PutParameter", "ssm:RemoveTagsFromResource",
    ]
    resources = [
      "${local.regional.cloudwatch}:alarm:${var.project}-${each.key}-*",
      "${local.regional.codebuild}:project/${var.project}-${each.key}-*",
      "${local.regional.eks}:*/${var.project}-${each.key}",
      "${local.regional.eks}:*/${var.project}-${each.key}/*",
      "${local.regional.events}:rule/${var.project}-${each.key}-*",
      "${local.regional.kafka}:*/${var.project}-${each.key}-*",
      "${local.regional.logs}:log-group:*${var.project}-${each.key}*",
      "${local.regional.rds}:*:${var.project}-${each.key}-*",
      "arn:aws:s3:::${var.project}-${each.key}-*",
      "${local.regional.sns}:${var.project}-${each.key}-*",
      "${local.regional.sqs}:${var.project}-${each.key}-*",
      "${local.regional.ssm}:parameter/${var.project}/${each.key}/*",
      "${local.regional.wafv2}:regional/webacl/${var.project}-${each.key}*",
      # Used, but not owned, by a web ACL and a database.
      "${local.regional.wafv2}:regional/managedruleset/*",
      "${local.regional.rds}:og:default*",
    ]
  }

  # MSK creates topics with the caller's rights, who needs both. Records are not included.
  statement {
    sid       = "OwnTopics"
    actions   = ["kafka-cluster:AlterTopic", "kafka-cluster:AlterTopicDynamicConfiguration", "kafka-cluster:CreateTopic", "kafka-cluster:DeleteTopic"]
    resources = ["${local.regional.kafka}:*/${var.project}-${each.key}-*"]
  }

  # The secrets, not their values.
  statement {
    sid = "OwnSecrets"
    actions = [
      "secretsmanager:CreateSecret", "secretsmanager:DeleteResourcePolicy", "secretsmanager:DeleteSecret", "secretsmanager:PutResourcePolicy",
      "secretsmanager:RestoreSecret", "secretsmanager:TagResource", "secretsmanager:UntagResource", "secretsmanager:UpdateSecret",
    ]
    resources = ["${local.regional.secretsmanager}:secret:${var.project}/${each.key}/*"]
  }

  # RDS creates the master user's secret with the caller's rights, and names it itself. Its tags say whose it is; a new
  # one has none.
  statement {
    sid       = "OwnMasterSecret"
    actions   = ["secretsmanager:CancelRotateSecret", "secretsmanager:CreateSecret", "secretsmanager:RotateSecret", "secretsmanager:TagResource"]
    resources = ["${local.regional.secretsmanager}:secret:rds!*"]

    condition {
      test     = "StringLikeIfExists"
      variable = "aws:ResourceTag/aws:rds:primaryDBClusterArn"
      values   = ["${local.regional.rds}:cluster:${var.project}-${each.key}-*"]
    }

    condition {
      test     = "StringLikeIfExists"
      variable = "aws:ResourceTag/aws:rds:primaryDBInstanceArn"
      values   = ["${local.regional.rds}:db:${var.project}-${each.key}-*"]
    }
  }

  # Resources without a name, or whose ARN is only known after creation
  statement {
    sid = "RegionalWithoutName"
    actions = [
      "acm:*", "ec2:*", "eks:CreateCluster", "kafka:CreateCluster*", "kafka:CreateConfiguration", "wafv2:CreateWebACL",
      "application-autoscaling:DeleteScalingPolicy", "application-autoscaling:DeregisterScalableTarget", "application-autoscaling:PutScalingPolicy",
      "application-autoscaling:RegisterScalableTarget", "application-autoscaling:TagResource", "application-autoscaling:UntagResource",
      # Log delivery of MSK and WAF is set up with the caller's rights.
      "logs:CreateLogDelivery", "logs:DeleteLogDelivery", "logs:GetLogDelivery", "logs:ListLogDeliveries", "logs:PutResourcePolicy", "logs:UpdateLogDelivery",
    ]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "aws:RequestedRegion"
      values   = [var.region]
    }
  }

  # CodeBuild uses the connection to GitHub with the caller's rights when a runner is created.
  dynamic "statement" {
    for_each = var.github_connection_arn[*]

    content {
      sid       = "ConnectRunners"
      actions   = ["codeconnections:GetConnection", "codeconnections:PassConnection", "codeconnections:UseConnection"]
      resources = [statement.value]
    }
  }

  # Managed node groups do not copy their tags to the group that the autoscaler reads.
  statement {
    sid       = "TagOwnNodeGroups"
    actions   = ["autoscaling:CreateOrUpdateTags", "autoscaling:DeleteTags"]
    resources = ["${local.regional.autoscaling}:autoScalingGroup:*"]

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/eks:cluster-name"
      values   = ["${var.project}-${each.key}"]
    }
  }

  # Keys
  statement {
    sid       = "MakeKeys"
    actions   = ["kms:CreateKey", "kms:TagResource"]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "aws:RequestTag/environment"
      values   = [each.key]
    }
  }

  statement {
    sid       = "OwnAliases"
    actions   = ["kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"]
    resources = ["${local.regional.kms}:alias/${var.project}-${each.key}-*"]
  }

  # Decrypting and creating grants are for services that encrypt with the caller's rights (RDS, MSK, EBS, EKS).
  statement {
    sid       = "OwnKeys"
    actions   = ["kms:*"]
    resources = ["${local.regional.kms}:key/*"]

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/environment"
      values   = [each.key]
    }
  }

  # Identities. Giving rights to a role, or removing them, requires the boundary (boundary.tf): IAM then checks the
  # boundary that the role has or is about to get.
  statement {
    sid = "RightsOfBoundedRoles"
    actions = [
      "iam:AttachRolePolicy", "iam:CreateRole", "iam:DeleteRolePolicy", "iam:DetachRolePolicy", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy",
    ]
    resources = ["${local.arn_iam}:role/${var.project}-${each.key}-*"]

    condition {
      test     = "StringEquals"
      variable = "iam:PermissionsBoundary"
      values   = [local.boundary_arns[each.key]]
    }
  }

  # IAM does not know the boundary for these. A role obtained through its trust policy or an instance still has its
  # boundary: putting a role into an instance profile requires the right to pass it.
  statement {
    sid = "OwnIdentities"
    actions = [
      "iam:AddRoleToInstanceProfile", "iam:CreateInstanceProfile", "iam:CreateOpenIDConnectProvider", "iam:CreatePolicy*",
      "iam:DeleteInstanceProfile", "iam:DeleteOpenIDConnectProvider", "iam:DeletePolicy*", "iam:DeleteRole", "iam:RemoveRoleFromInstanceProfile",
      "iam:SetDefaultPolicyVersion", "iam:Tag*", "iam:Untag*", "iam:UpdateAssumeRolePolicy", "iam:UpdateOpenIDConnectProviderThumbprint",
      "iam:UpdateRole*",
    ]
    resources = [
      "${local.arn_iam}:role/${var.project}-${each.key}-*",
      "${local.arn_iam}:policy/${var.project}-${each.key}-*",
      "${local.arn_iam}:instance-profile/${var.project}-${each.key}-*",
      "${local.arn_iam}:oidc-provider/oidc.eks.${var.region}.amazonaws.com/id/*",
    ]
  }

  statement {
    sid       = "BoundariesStay"
    effect    = "Deny"
    actions   = ["iam:DeleteRolePermissionsBoundary"]
    resources = ["*"]
  }

  statement {
    sid         = "BoundariesAreNotWritten"
    effect      = "Deny"
    not_actions = ["iam:Get*", "iam:List*"]
    resources   = values(local.boundary_arns)
  }

  statement {
    sid       = "PassOwnRoles"
    actions   = ["iam:PassRole"]
    resources = ["${local.arn_iam}:role/${var.project}-${each.key}-*"]

    condition {
      test     = "StringEquals"
      variable = "iam:PassedToService"
      values   = ["codebuild.amazonaws.com", "ec2.amazonaws.com", "eks.amazonaws.com", "monitoring.rds.amazonaws.com", "pods.eks.amazonaws.com", "vpc-flow-logs.amazonaws.com"]
    }
  }

  statement {
    sid       = "ServiceLinkedRoles"
    actions   = ["iam:CreateServiceLinkedRole"]
    resources = ["${local.arn_iam}:role/aws-service-role/*"]

    condition {
      test     = "StringEquals"
      variable = "iam:AWSServiceName"
      values = [
        "autoscaling.amazonaws.com", "eks.amazonaws.com", "eks-nodegroup.amazonaws.com", "kafka.amazonaws.com",
        "kafka.application-autoscaling.amazonaws.com", "rds.amazonaws.com", "spot.amazonaws.com", "wafv2.amazonaws.com",
      ]
    }
  }

  # DNS. A policy cannot distinguish zones by name or tag; Route 53 itself protects a zone that has records, and a
  # zone's last VPC.
  statement {
    sid = "PrivateZones"
    actions = [
      "route53:AssociateVPCWithHostedZone", "route53:ChangeTagsForResource", "route53:CreateHostedZone", "route53:DeleteHostedZone",
      "route53:DisassociateVPCFromHostedZone", "route53:UpdateHostedZoneComment",
    ]
    resources = ["arn:aws:route53:::hostedzone/*", "arn:aws:ec2:${var.region}:${var.account_id}:vpc/*"]
  }

  # It can distinguish names of records.
  statement {
    sid       = "OwnRecords"
    actions   = ["route53:ChangeResourceRecordSets"]
    resources = ["arn:aws:route53:::hostedzone/*"]

    condition {
      test     = "ForAllValues:StringLike"
      variable = "route53:ChangeResourceRecordSetsNormalizedRecordNames"
      values   = ["*.${each.key}.${var.project}.internal", "_*.${var.domain_name}"]
    }

    # ForAllValues is also true without any value.
    condition {
      test     = "Null"
      variable = "route53:ChangeResourceRecordSetsNormalizedRecordNames"
      values   = ["false"]
    }
  }
}
