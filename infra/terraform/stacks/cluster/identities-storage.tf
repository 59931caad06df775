# Loki keeps chunks and index under loki/ (its `storage_prefix`); the rest of the bucket belongs to the brokers' logs.
data "aws_iam_policy_document" "log_chunks" {
  # Of the whole bucket: only who may list it is told that an object is not there, and Loki asks for objects before it makes them. Others get 403.
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

# Velero snapshots volumes of this cluster only. The EBS CSI add-on tags each with kubernetes.io/cluster/<name>, and Velero copies the tags of
# a volume to its snapshot and back, so that a restored volume is the driver's again.
data "aws_iam_policy_document" "snapshots" {
  # EC2 cannot scope them.
  statement {
    sid       = "Read"
    actions   = ["ec2:DescribeSnapshots", "ec2:DescribeVolumes"]
    resources = ["*"]
  }

  # Made of a volume that exists, or of a snapshot that exists: both must be this cluster's.
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

  # What is made must say whose it is, at once. Two statements: in one, the tag asked for would open the volumes of others to CreateSnapshot.
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

  # Not those that somebody else has made of the same volumes.
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
  # EC2 leaves the account out of a snapshot's ARN.
  ebs_snapshot_arn = "arn:aws:ec2:${var.region}::snapshot/*"
}

# EC2 encrypts disks with the rights of who asks for them. Used by whatever makes volumes: the CSI driver, Velero and Karpenter.
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

  # An attached disk is read by EC2, which is granted the key for as long. Nobody else can be.
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
