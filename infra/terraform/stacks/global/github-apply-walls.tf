# What no apply may do, even if an allowance in github-apply-policies.tf is too wide.

locals {
  github_role_names = concat(keys(local.planners), ["build"], flatten([for environment in local.environments : ["deploy-${environment}", "apply-${environment}"]]))
}

data "aws_iam_policy_document" "apply_walls" {
  for_each = local.environments

  statement {
    sid       = "NothingOfOtherEnvironments"
    effect    = "Deny"
    actions   = ["*"]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/environment"
      values   = setsubtract(local.environments, [each.key])
    }
  }

  # A key that could be given to another environment could be used by it.
  statement {
    sid       = "NoTagsOnSharedKeys"
    effect    = "Deny"
    actions   = ["kms:TagResource", "kms:UntagResource"]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/environment"
      values   = ["shared"]
    }
  }

  statement {
    sid           = "NoStateOfOthers"
    effect        = "Deny"
    actions       = ["s3:DeleteObject*", "s3:PutObject*"]
    not_resources = ["${local.arn_state}/${each.key}/*", "arn:aws:s3:::${var.project}-${each.key}-*"]
  }

  statement {
    sid         = "NoRolesOfGitHub"
    effect      = "Deny"
    not_actions = ["iam:Get*", "iam:List*"]
    resources = concat(
      [for role in local.github_role_names : "${local.arn_iam}:role/${var.project}-${role}"],
      [local.github_oidc_provider_arn],
    )
  }

  statement {
    sid       = "NoSharedZone"
    effect    = "Deny"
    actions   = ["route53:AssociateVPCWithHostedZone", "route53:ChangeTagsForResource", "route53:DeleteHostedZone", "route53:UpdateHostedZoneComment"]
    resources = ["arn:aws:route53:::hostedzone/${aws_route53_zone.public.zone_id}"]
  }
}
