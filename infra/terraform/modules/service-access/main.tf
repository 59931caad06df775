data "aws_caller_identity" "this" {}
data "aws_region" "this" {}

locals {
  account_id = data.aws_caller_identity.this.account_id
  region     = data.aws_region.this.region

  # A consumer writes events that it gives up to the dead-letter topics of its topics.
  written_topics  = setunion(var.declaration.produces, var.declaration.dead_letters)
  consumed_topics = toset(var.declaration.consumes)

  uses_kafka    = var.kafka_cluster_arn != null && length(setunion(local.written_topics, local.consumed_topics)) > 0
  uses_database = var.declaration.database != null
  uses_secrets  = length(var.declaration.secrets) > 0

  secret_arns = [for name in var.declaration.secrets : var.secret_arns[name]]

  # Writers also read.
  read_buckets    = [for name in keys(var.declaration.buckets) : var.bucket_arns[name]]
  written_buckets = [for name, access in var.declaration.buckets : var.bucket_arns[name] if access == "write"]
}

# What the Kafka client in packages/messaging asks of a broker, and no more:
#   Metadata, ListOffsets                                DescribeTopic
#   InitProducerId of the idempotent producer            WriteDataIdempotently
#   Produce                                              WriteData
#   Fetch                                                ReadData
#   FindCoordinator, OffsetFetch                         DescribeGroup
#   JoinGroup, SyncGroup, Heartbeat, LeaveGroup, OffsetCommit    AlterGroup
# The data stack creates the topics, so no service may create one.
data "aws_iam_policy_document" "kafka" {
  count = local.uses_kafka ? 1 : 0

  statement {
    sid       = "Connect"
    actions   = concat(["kafka-cluster:Connect"], length(local.written_topics) > 0 ? ["kafka-cluster:WriteDataIdempotently"] : [])
    resources = [var.kafka_cluster_arn]
  }

  dynamic "statement" {
    for_each = length(local.written_topics) > 0 ? [local.written_topics] : []

    content {
      sid       = "Produce"
      actions   = ["kafka-cluster:DescribeTopic", "kafka-cluster:WriteData"]
      resources = [for topic in statement.value : "${replace(var.kafka_cluster_arn, ":cluster/", ":topic/")}/${topic}"]
    }
  }

  dynamic "statement" {
    for_each = length(local.consumed_topics) > 0 ? [local.consumed_topics] : []

    content {
      sid       = "Consume"
      actions   = ["kafka-cluster:DescribeTopic", "kafka-cluster:ReadData"]
      resources = [for topic in statement.value : "${replace(var.kafka_cluster_arn, ":cluster/", ":topic/")}/${topic}"]
    }
  }

  dynamic "statement" {
    for_each = var.declaration.consumer_group[*]

    content {
      sid       = "JoinGroup"
      actions   = ["kafka-cluster:AlterGroup", "kafka-cluster:DescribeGroup"]
      resources = ["${replace(var.kafka_cluster_arn, ":cluster/", ":group/")}/${statement.value}"]
    }
  }
}

data "aws_iam_policy_document" "database" {
  count = local.uses_database ? 1 : 0

  # One role, never dbuser:<resource>/*: that would include every other service and the master user.
  statement {
    sid     = "ConnectAsOwnRole"
    actions = ["rds-db:connect"]
    resources = [
      "arn:aws:rds-db:${local.region}:${local.account_id}:dbuser:${var.database_resource_id}/${var.declaration.database.role}",
    ]
  }
}

data "aws_iam_policy_document" "secrets" {
  count = local.uses_secrets ? 1 : 0

  statement {
    sid       = "ReadOwnSecrets"
    actions   = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"]
    resources = local.secret_arns
  }

  # All secrets of the environment share the key; the context limits its use to these.
  statement {
    sid       = "DecryptOwnSecrets"
    actions   = ["kms:Decrypt"]
    resources = [var.secrets_kms_key_arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["secretsmanager.${local.region}.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "kms:EncryptionContext:SecretARN"
      values   = local.secret_arns
    }
  }
}

data "aws_iam_policy_document" "buckets" {
  count = length(local.read_buckets) > 0 ? 1 : 0

  # Only callers that may list a bucket get 404 for a missing object; others get 403.
  statement {
    sid       = "List"
    actions   = ["s3:ListBucket"]
    resources = local.read_buckets
  }

  statement {
    sid       = "Read"
    actions   = ["s3:GetObject"]
    resources = [for arn in local.read_buckets : "${arn}/*"]
  }

  dynamic "statement" {
    for_each = length(local.written_buckets) > 0 ? [local.written_buckets] : []

    content {
      sid       = "Write"
      actions   = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:ListMultipartUploadParts", "s3:PutObject"]
      resources = [for arn in statement.value : "${arn}/*"]
    }
  }

  # All buckets of the environment share the key; the context, which S3 sets to the bucket, limits its use to these.
  dynamic "statement" {
    for_each = { for action, arns in { Decrypt = local.read_buckets, GenerateDataKey = local.written_buckets } : action => arns if length(arns) > 0 }

    content {
      sid       = "${statement.key}ThroughS3"
      actions   = ["kms:${statement.key}"]
      resources = [var.storage_kms_key_arn]

      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = ["s3.${local.region}.amazonaws.com"]
      }

      condition {
        test     = "StringEquals"
        variable = "kms:EncryptionContext:aws:s3:arn"
        values   = statement.value
      }
    }
  }
}
