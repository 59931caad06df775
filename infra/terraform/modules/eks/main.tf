resource "aws_cloudwatch_log_group" "this" {
  # EKS writes to exactly this name. If the group did not exist first, EKS would create it: unencrypted and without an
  # expiry.
  name              = "/aws/eks/${var.name}/cluster"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
}

resource "aws_eks_cluster" "this" {
  name                = var.name
  version             = var.kubernetes_version
  role_arn            = aws_iam_role.cluster.arn
  deletion_protection = var.deletion_protection

  # The add-ons are pinned as EKS add-ons. EKS would install its own with a version that we did not choose.
  bootstrap_self_managed_addons = false

  enabled_cluster_log_types = ["api", "audit", "authenticator", "controllerManager", "scheduler"]

  vpc_config {
    subnet_ids              = var.subnet_ids
    security_group_ids      = [var.security_group_id]
    endpoint_private_access = true
    endpoint_public_access  = length(var.api_public_cidrs) > 0
    public_access_cidrs     = length(var.api_public_cidrs) > 0 ? var.api_public_cidrs : null
  }

  access_config {
    authentication_mode = "API"
    # Otherwise the creator would stay administrator permanently without appearing in the access entries.
    bootstrap_cluster_creator_admin_permissions = false
  }

  encryption_config {
    resources = ["secrets"]

    provider {
      key_arn = var.kms_key_arn
    }
  }

  upgrade_policy {
    # AWS upgrades a version whose standard support has ended; with EXTENDED it would stay, at six times the price.
    support_type = "STANDARD"
  }

  zonal_shift_config {
    enabled = true
  }

  depends_on = [
    aws_cloudwatch_log_group.this,
    # Without its rights the cluster could not delete its network interfaces when it is deleted.
    aws_iam_role_policy_attachment.cluster,
  ]
}

# Lets IAM accept the tokens of ServiceAccounts. AWS trusts this issuer's certificates by itself: no thumbprint.
resource "aws_iam_openid_connect_provider" "this" {
  url            = aws_eks_cluster.this.identity[0].oidc[0].issuer
  client_id_list = ["sts.amazonaws.com"]
}
