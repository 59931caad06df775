# One trail for all regions: who changed what through the API, and who read or wrote Terraform's state.

locals {
  trail_name        = "${local.name}-trail"
  trail_arn         = "arn:aws:cloudtrail:${var.region}:${var.account_id}:trail/${local.trail_name}"
  trail_bucket_name = "${local.trail_name}-${var.account_id}"
  trail_bucket_arn  = "arn:aws:s3:::${local.trail_bucket_name}"
}

resource "aws_cloudtrail" "this" {
  #checkov:skip=CKV2_AWS_10:No alarm uses the events yet, so a copy in CloudWatch would cost money and not be read.
  #checkov:skip=CKV_AWS_252:Nothing reacts to the delivery of a log file.
  name                          = local.trail_name
  s3_bucket_name                = module.trail_bucket.name
  kms_key_id                    = module.trail_key.arn
  is_multi_region_trail         = true
  include_global_service_events = true
  enable_log_file_validation    = true

  advanced_event_selector {
    name = "Every call that manages resources"

    field_selector {
      field  = "eventCategory"
      equals = ["Management"]
    }
  }

  advanced_event_selector {
    name = "Every read and write of state and plans"

    field_selector {
      field  = "eventCategory"
      equals = ["Data"]
    }

    field_selector {
      field  = "resources.type"
      equals = ["AWS::S3::Object"]
    }

    field_selector {
      field       = "resources.ARN"
      starts_with = ["${local.bootstrap.state_bucket.arn}/"]
    }
  }
}

module "trail_key" {
  source = "../../modules/kms-key"

  name        = local.trail_name
  description = "Audit trail of the account"

  services = [{
    principal = "cloudtrail.amazonaws.com"
    condition = { test = "StringEquals", variable = "aws:SourceArn", values = [local.trail_arn] }
  }]
}

module "trail_bucket" {
  source = "../../modules/bucket"

  name             = local.trail_bucket_name
  kms_key_arn      = module.trail_key.arn
  policy_documents = [data.aws_iam_policy_document.trail_bucket.json]
  lifecycle_rules  = [{ id = "trail", glacier_instant_retrieval_days = 90, expiration_days = 400 }]
}

# The source ARN prevents other accounts' trails from writing here through the same service.
data "aws_iam_policy_document" "trail_bucket" {
  statement {
    sid       = "TrailFindsItsBucket"
    actions   = ["s3:GetBucketAcl"]
    resources = [local.trail_bucket_arn]

    principals {
      type        = "Service"
      identifiers = ["cloudtrail.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceArn"
      values   = [local.trail_arn]
    }
  }

  statement {
    sid       = "TrailDelivers"
    actions   = ["s3:PutObject"]
    resources = ["${local.trail_bucket_arn}/AWSLogs/${var.account_id}/*"]

    principals {
      type        = "Service"
      identifiers = ["cloudtrail.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceArn"
      values   = [local.trail_arn]
    }

    condition {
      test     = "StringEquals"
      variable = "s3:x-amz-acl"
      values   = ["bucket-owner-full-control"]
    }
  }
}
