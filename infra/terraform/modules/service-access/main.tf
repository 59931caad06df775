data "aws_caller_identity" "this" {}
data "aws_region" "this" {}

locals {
  account_id = data.aws_caller_identity.this.account_id
  region     = data.aws_region.this.region

  # A consumer writes to the dead letters of its topics what it cannot handle.
  written_topics  = setunion(var.declaration.produces, var.declaration.dead_letters)
  consumed_topics = toset(var.declaration.consumes)

  uses_kafka    = var.kafka_cluster_arn != null && length(setunion(local.written_topics, local.consumed_topics)) > 0
  uses_database = var.declaration.database != null
  uses_secrets  = length(var.declaration.secrets) > 0

  secret_arns = [for name in var.declaration.secrets : var.secret_arns[name]]
}

# What the Kafka client in packages/messaging asks of a broker, and no more:
#   Metadata, ListOffsets                                DescribeTopic
#   InitProducerId of the idempotent producer            WriteDataIdempotently
#   Produce                                              WriteData
#   Fetch                                                ReadData
#   FindCoordinator, OffsetFetch                         DescribeGroup
#   JoinGroup, SyncGroup, Heartbeat, LeaveGroup, OffsetCommit    AlterGroup
# Topics are made by the data stack, so nobody here may create one.
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

  # One role, never dbuser:<resource>/*: that would be every other service, and the master user.
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

  # The key is shared by all secrets of the environment; the context ties its use to these.
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
