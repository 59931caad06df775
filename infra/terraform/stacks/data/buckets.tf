locals {
  # Bucket names are globally unique.
  bucket_names = { for purpose in ["backups", "logs", "alb-logs"] : purpose => "${local.name}-${purpose}-${var.account_id}" }

  kafka_log_prefix = "kafka"
}

# Velero's backups of the cluster. Objects do not expire by age: Velero deletes old backups itself, and its repository
# breaks if old parts are missing.
module "backups_bucket" {
  source = "../../modules/bucket"

  name                    = local.bucket_names["backups"]
  kms_key_arn             = module.storage_key.arn
  lifecycle_rules         = [{ id = "replaced-versions", noncurrent_version_expiration_days = 30 }]
  destroyed_with_contents = var.disposable
}

# Loki's chunks and the brokers' logs. Loki deletes its own chunks after its retention; deleted objects are kept for a
# week.
module "logs_bucket" {
  source = "../../modules/bucket"

  name        = local.bucket_names["logs"]
  kms_key_arn = module.storage_key.arn

  lifecycle_rules = [
    { id = "loki", prefix = "loki/", noncurrent_version_expiration_days = 7 },
    { id = "kafka", prefix = "${local.kafka_log_prefix}/", expiration_days = 365, noncurrent_version_expiration_days = 7 },
  ]

  policy_documents        = [data.aws_iam_policy_document.broker_log_delivery.json]
  destroyed_with_contents = var.disposable
}

# https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-V2-S3.html
data "aws_iam_policy_document" "broker_log_delivery" {
  statement {
    sid       = "DeliverBrokerLogs"
    actions   = ["s3:PutObject"]
    resources = ["arn:aws:s3:::${local.bucket_names["logs"]}/${local.kafka_log_prefix}/AWSLogs/${var.account_id}/*"]

    principals {
      type        = "Service"
      identifiers = ["delivery.logs.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [var.account_id]
    }

    condition {
      test     = "StringEquals"
      variable = "s3:x-amz-acl"
      values   = ["bucket-owner-full-control"]
    }
  }

  statement {
    sid       = "CheckBeforeDelivery"
    actions   = ["s3:GetBucketAcl", "s3:ListBucket"]
    resources = ["arn:aws:s3:::${local.bucket_names["logs"]}"]

    principals {
      type        = "Service"
      identifiers = ["delivery.logs.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [var.account_id]
    }
  }
}

# Load balancers deliver their access logs only to buckets with S3's own key.
module "alb_logs_bucket" {
  source = "../../modules/bucket"

  name                    = local.bucket_names["alb-logs"]
  kms_key_arn             = null
  lifecycle_rules         = [{ id = "access-logs", expiration_days = var.log_retention_days, noncurrent_version_expiration_days = 7 }]
  policy_documents        = [data.aws_iam_policy_document.alb_log_delivery.json]
  destroyed_with_contents = var.disposable
}

data "aws_iam_policy_document" "alb_log_delivery" {
  statement {
    sid       = "DeliverAccessLogs"
    actions   = ["s3:PutObject"]
    resources = ["arn:aws:s3:::${local.bucket_names["alb-logs"]}/AWSLogs/${var.account_id}/*"]

    principals {
      type        = "Service"
      identifiers = ["logdelivery.elasticloadbalancing.amazonaws.com"]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = ["arn:aws:elasticloadbalancing:${var.region}:${var.account_id}:loadbalancer/*"]
    }
  }
}

# The services' own buckets, from the catalogue.
module "service_bucket" {
  source   = "../../modules/bucket"
  for_each = local.catalog.buckets

  name                    = "${local.name}-${each.key}-${var.account_id}"
  kms_key_arn             = module.storage_key.arn
  lifecycle_rules         = [{ id = "objects", expiration_days = each.value.expiration_days, noncurrent_version_expiration_days = 30 }]
  destroyed_with_contents = var.disposable
}
