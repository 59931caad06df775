data "aws_caller_identity" "this" {}
data "aws_region" "this" {}

locals {
  # Condition keys contain the issuer without https://, which is also the end of the provider's ARN.
  oidc_issuer = split(":oidc-provider/", var.oidc_provider_arn)[1]

  cluster_arn = "arn:aws:eks:${data.aws_region.this.region}:${data.aws_caller_identity.this.account_id}:cluster/${var.cluster_name}"
}

resource "aws_iam_role" "this" {
  name                 = var.name
  description          = "ServiceAccount ${var.namespace}/${var.service_account} of ${var.cluster_name}"
  max_session_duration = 3600
  permissions_boundary = var.permissions_boundary_arn

  assume_role_policy = {
    "irsa"         = data.aws_iam_policy_document.irsa.json
    "pod-identity" = data.aws_iam_policy_document.pod_identity.json
  }[var.mode]
}

data "aws_iam_policy_document" "irsa" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [var.oidc_provider_arn]
    }

    # Without it every pod of the cluster could assume the role.
    condition {
      test     = "StringEquals"
      variable = "${local.oidc_issuer}:sub"
      values   = ["system:serviceaccount:${var.namespace}:${var.service_account}"]
    }

    # A token for another audience, such as Vault or the API server, must not be accepted by AWS.
    condition {
      test     = "StringEquals"
      variable = "${local.oidc_issuer}:aud"
      values   = ["sts.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "pod_identity" {
  statement {
    actions = ["sts:AssumeRole", "sts:TagSession"]

    principals {
      type        = "Service"
      identifiers = ["pods.eks.amazonaws.com"]
    }

    # EKS sends these tags with each request. Without them, anyone who may create an association in any cluster of the
    # account could give the role to another pod. The cluster's ARN names account and region; aws:SourceAccount and
    # aws:SourceArn are not documented for this service.
    dynamic "condition" {
      for_each = {
        "eks-cluster-arn"            = local.cluster_arn
        "kubernetes-namespace"       = var.namespace
        "kubernetes-service-account" = var.service_account
      }

      content {
        test     = "StringEquals"
        variable = "aws:RequestTag/${condition.key}"
        values   = [condition.value]
      }
    }
  }
}

resource "aws_eks_pod_identity_association" "this" {
  count = var.mode == "pod-identity" ? 1 : 0

  cluster_name    = var.cluster_name
  namespace       = var.namespace
  service_account = var.service_account
  role_arn        = aws_iam_role.this.arn
}

resource "aws_iam_role_policy" "this" {
  for_each = var.policies

  name   = each.key
  role   = aws_iam_role.this.name
  policy = each.value
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each = var.managed_policy_arns

  role       = aws_iam_role.this.name
  policy_arn = each.value
}
