# What Terraform itself needs before any other stack: the place of the state, and its key. Once per account.

locals {
  name        = "${var.project}-terraform-state"
  bucket_name = "${local.name}-${var.account_id}"
  bucket_arn  = "arn:aws:s3:::${local.bucket_name}"
}

module "state_key" {
  source = "../../modules/kms-key"

  name        = local.name
  description = "State and reviewed plans of Terraform, which name every resource of the platform"
}

module "state_bucket" {
  source = "../../modules/bucket"

  name             = local.bucket_name
  kms_key_arn      = module.state_key.arn
  policy_documents = [data.aws_iam_policy_document.state_bucket.json]

  # S3 applies the shorter of two rules that match an object.
  lifecycle_rules = [
    { id = "replaced-state", noncurrent_version_expiration_days = 90 },
    { id = "reviewed-plans", prefix = "plans/", expiration_days = 30, noncurrent_version_expiration_days = 1 },
  ]
}

data "aws_iam_policy_document" "state_bucket" {
  # An upload without an encryption header gets the bucket's key. One with a header must name this key: "aws:kms" alone
  # would mean S3's key, and a backend may give the alias.
  statement {
    sid       = "RefuseOtherKeys"
    effect    = "Deny"
    actions   = ["s3:PutObject"]
    resources = ["${local.bucket_arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Null"
      variable = "s3:x-amz-server-side-encryption"
      values   = ["false"]
    }

    condition {
      test     = "StringNotEquals"
      variable = "s3:x-amz-server-side-encryption-aws-kms-key-id"
      values   = [module.state_key.arn, "alias/${local.name}"]
    }
  }

  # A reviewed plan must be the plan that is applied: a role that can write plans cannot replace one (If-None-Match on
  # the upload).
  statement {
    sid       = "WritePlansOnce"
    effect    = "Deny"
    actions   = ["s3:PutObject"]
    resources = ["${local.bucket_arn}/plans/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Null"
      variable = "s3:if-none-match"
      values   = ["true"]
    }
  }
}

resource "aws_dynamodb_table" "lock" {
  count = var.lock_table_enabled ? 1 : 0

  name                        = local.name
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "LockID"
  deletion_protection_enabled = true

  attribute {
    name = "LockID"
    type = "S"
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = module.state_key.arn
  }

  point_in_time_recovery {
    enabled = true
  }
}

resource "aws_ssm_parameter" "handover" {
  #checkov:skip=CKV2_AWS_34:Nothing in it is secret, and readers compare it in plans, where SecureString would be hidden.
  name        = "/${var.project}/shared/bootstrap"
  description = "What the stack bootstrap hands to other stacks"
  type        = "String"
  insecure_value = jsonencode({
    state_bucket      = { name = module.state_bucket.name, arn = module.state_bucket.arn }
    state_kms_key_arn = module.state_key.arn
    lock_table_arn    = one(aws_dynamodb_table.lock[*].arn)
  })
}
