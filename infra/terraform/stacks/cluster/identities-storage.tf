# Loki stores chunks and index under loki/ (its `storage_prefix`); the rest of the bucket belongs to the brokers' logs.
data "aws_iam_policy_document" "log_chunks" {
  # For the whole bucket: only callers that may list it get 404 for a missing object, and Loki asks for objects before
  # it creates them. Others get 403.
  statement {
    sid       = "List"
    actions   = ["s3:ListBucket"]
    resources = [local.data.buckets.logs.arn]
  }

  statement {
    sid       = "KeepLogs"
    actions   = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"]
    resources = ["${local.data.buckets.logs.arn}/loki/*"]
  }

  statement {
    sid       = "EncryptThroughS3"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [local.data.storage_kms_key_arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["s3.${var.region}.amazonaws.com"]
    }

    # With a bucket key, S3 gives the bucket as context, not the object.
    condition {
      test     = "StringEquals"
      variable = "kms:EncryptionContext:aws:s3:arn"
      values   = [local.data.buckets.logs.arn]
    }
  }
}

data "aws_iam_policy_document" "backups" {
  statement {
    sid       = "ListBackups"
    actions   = ["s3:ListBucket"]
    resources = [local.data.buckets.backups.arn]
  }

  statement {
    sid       = "KeepBackups"
    actions   = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject", "s3:PutObjectTagging"]
    resources = ["${local.data.buckets.backups.arn}/*"]
  }

  statement {
    sid       = "EncryptThroughS3"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [local.data.storage_kms_key_arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["s3.${var.region}.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "kms:EncryptionContext:aws:s3:arn"
      values   = [local.data.buckets.backups.arn]
    }
  }
}

# Velero snapshots volumes of this cluster only. The EBS CSI add-on tags each with kubernetes.io/cluster/<name>, and
# Velero copies a volume's tags to its snapshot and back, so that a restored volume belongs to the driver again.
data "aws_iam_policy_document" "snapshots" {
  # EC2 cannot limit these to resources.
  statement {
    sid       = "Read"
    actions   = ["ec2:DescribeSnapshots", "ec2:DescribeVolumes"]
    resources = ["*"]
  }

  # Created from an existing volume or snapshot: both must be this cluster's.
  statement {
    sid       = "CopyOwn"
    actions   = ["ec2:CreateSnapshot", "ec2:CreateVolume"]
    resources = [local.ebs_snapshot_arn, local.ebs_volume_arn]

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/kubernetes.io/cluster/${local.name}"
      values   = ["owned"]
    }
  }

  # New volumes must be tagged at creation. Two statements: in one, the requested tag would allow CreateSnapshot on
  # other volumes.
  statement {
    sid       = "CreateTaggedSnapshots"
    actions   = ["ec2:CreateSnapshot"]
    resources = [local.ebs_snapshot_arn]

    condition {
      test     = "StringEquals"
      variable = "aws:RequestTag/kubernetes.io/cluster/${local.name}"
      values   = ["owned"]
    }
  }

  statement {
    sid       = "CreateTaggedVolumes"
    actions   = ["ec2:CreateVolume"]
    resources = [local.ebs_volume_arn]

    condition {
      test     = "StringEquals"
      variable = "aws:RequestTag/kubernetes.io/cluster/${local.name}"
      values   = ["owned"]
    }
  }

  statement {
    sid       = "TagNew"
    actions   = ["ec2:CreateTags"]
    resources = [local.ebs_snapshot_arn, local.ebs_volume_arn]

    condition {
      test     = "StringEquals"
      variable = "ec2:CreateAction"
      values   = ["CreateSnapshot", "CreateVolume"]
    }
  }

  # Not snapshots that others have created of the same volumes.
  statement {
    sid       = "DeleteOwn"
    actions   = ["ec2:DeleteSnapshot"]
    resources = [local.ebs_snapshot_arn]

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/kubernetes.io/cluster/${local.name}"
      values   = ["owned"]
    }

    condition {
      test     = "StringLike"
      variable = "aws:ResourceTag/velero.io/backup"
      values   = ["*"]
    }
  }
}

locals {
  ebs_volume_arn = "${local.ec2_arn}:volume/*"
  # A snapshot's ARN does not contain the account.
  ebs_snapshot_arn = "arn:aws:ec2:${var.region}::snapshot/*"
}

# EC2 encrypts disks with the caller's rights. Used by everything that creates volumes: the CSI driver, Velero and
# Karpenter.
data "aws_iam_policy_document" "encrypted_volumes" {
  statement {
    sid       = "EncryptThroughEc2"
    actions   = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptFrom", "kms:ReEncryptTo"]
    resources = [module.volume_key.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["ec2.${var.region}.amazonaws.com"]
    }
  }

  # EC2 reads an attached disk and gets a grant on the key for that time. Grants to anything else are not allowed.
  statement {
    sid       = "GrantToEc2"
    actions   = ["kms:CreateGrant"]
    resources = [module.volume_key.arn]

    condition {
      test     = "Bool"
      variable = "kms:GrantIsForAWSResource"
      values   = ["true"]
    }
  }
}
