# External Secrets reads the platform's own secrets. A service's secrets are read with that service's identity: its
# SecretStore names its ServiceAccount (`auth.jwt.serviceAccountRef`), so an ExternalSecret of one service cannot reach
# another's, and the operator has no access to all of them. With Pod Identity there is no token to borrow, so the
# operator itself must be able to read them: that is the price of that switch.
data "aws_iam_policy_document" "external_secrets" {
  statement {
    sid       = "Read"
    actions   = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"]
    resources = local.operator_secret_arns
  }

  statement {
    sid       = "Decrypt"
    actions   = ["kms:Decrypt"]
    resources = [local.data.secrets_kms_key_arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["secretsmanager.${var.region}.amazonaws.com"]
    }

    condition {
      test     = "StringLike"
      variable = "kms:EncryptionContext:SecretARN"
      values   = local.operator_secret_arns
    }
  }
}

locals {
  operator_secret_arns = concat(
    ["arn:aws:secretsmanager:${var.region}:${var.account_id}:secret:${local.data.platform_secret_prefix}*"],
    var.pod_identity_mode == "pod-identity" ? flatten([for secrets in local.data.secrets : values(secrets)]) : [],
  )

  database_url_arns = [for service, declaration in local.catalog.services : local.data.secrets[service].DATABASE_URL if declaration.database != null]
}

# Only the job that creates databases and roles knows the master password. It writes each service's DATABASE_URL, checks
# with DescribeSecret whether one exists, and can read none.
data "aws_iam_policy_document" "database_bootstrap" {
  statement {
    sid       = "ReadMasterPassword"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [local.data.database.master_secret_arn]
  }

  statement {
    sid       = "WriteDatabaseUrls"
    actions   = ["secretsmanager:DescribeSecret", "secretsmanager:PutSecretValue"]
    resources = local.database_url_arns
  }

  statement {
    sid       = "Decrypt"
    actions   = ["kms:Decrypt"]
    resources = [local.data.database.kms_key_arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["secretsmanager.${var.region}.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "kms:EncryptionContext:SecretARN"
      values   = [local.data.database.master_secret_arn]
    }
  }

  # Secrets Manager requires both to store a value; Decrypt alone reads nothing without GetSecretValue.
  statement {
    sid       = "Encrypt"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [local.data.secrets_kms_key_arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["secretsmanager.${var.region}.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "kms:EncryptionContext:SecretARN"
      values   = local.database_url_arns
    }
  }
}
