locals {
  issuer          = "token.actions.githubusercontent.com"
  owner           = split("/", var.github.repository)[0]
  repository_name = split("/", var.github.repository)[1]

  # Where the end of a ref is unknown.
  comparison    = anytrue([for ref in var.workflow_refs : strcontains(ref, "*")]) ? "StringLike" : "StringEquals"
  workflow_refs = [for ref in var.workflow_refs : "${var.github.repository}/.github/workflows/${ref}"]
}

resource "aws_iam_role" "this" {
  name                 = var.name
  description          = var.description
  max_session_duration = var.session_hours * 3600
  assume_role_policy   = data.aws_iam_policy_document.trust.json
}

data "aws_iam_policy_document" "trust" {
  #checkov:skip=CKV_AWS_358:The subject is an input, which checkov does not see; infra/test/github-access tries every kind of token.
  statement {
    sid     = "GitHubActions"
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [var.github.oidc_provider_arn]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:aud"
      values   = ["sts.amazonaws.com"]
    }

    # The subject contains numbers for repositories created since 2026-07-15, and only names for older ones. A token has
    # one form or the other.
    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:sub"
      values = [
        "repo:${var.github.repository}:${var.subject}",
        "repo:${local.owner}@${var.github.owner_id}/${local.repository_name}@${var.github.repository_id}:${var.subject}",
      ]
    }

    # A name can be taken over after a rename or a deletion; numbers are never reused.
    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:repository_id"
      values   = [var.github.repository_id]
    }

    # The subject says which environment was approved; this says which workflow runs in it.
    condition {
      test     = local.comparison
      variable = "${local.issuer}:job_workflow_ref"
      values   = local.workflow_refs
    }

    # That a branch can call the file of main does not make the branch's code trusted: the run must be of that ref, too.
    condition {
      test     = local.comparison
      variable = "${local.issuer}:ref"
      values   = distinct([for ref in var.workflow_refs : split("@", ref)[1]])
    }
  }
}

resource "aws_iam_role_policy" "this" {
  for_each = var.policies

  name   = each.key
  role   = aws_iam_role.this.name
  policy = each.value
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each = var.attached_policy_arns

  role       = aws_iam_role.this.name
  policy_arn = each.value
}
