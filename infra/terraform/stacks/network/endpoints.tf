resource "aws_vpc_endpoint" "s3" {
  vpc_id            = aws_vpc.this.id
  service_name      = "com.amazonaws.${var.region}.s3"
  vpc_endpoint_type = "Gateway"
  policy            = data.aws_iam_policy_document.s3_endpoint.json

  # Pods share the tables of the private tier. The public tier is omitted: its resources do not use S3.
  route_table_ids = toset(concat(
    values(module.private_subnets.route_table_ids),
    values(module.control_plane_subnets.route_table_ids),
    values(module.data_subnets.route_table_ids),
  ))

  tags = { Name = "${local.name}-s3" }
}

data "aws_iam_policy_document" "s3_endpoint" {
  #checkov:skip=CKV_AWS_108:Reads bring data in, writes are held to the own account; who may read what is decided by IAM.
  #checkov:skip=CKV_AWS_356:The own buckets are named by aws:ResourceAccount, and buckets of others cannot be named, see below.
  statement {
    sid       = "OwnPrincipalsOnOwnBuckets"
    actions   = ["s3:*"]
    resources = ["*"] # limited to the account's buckets by aws:ResourceAccount

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalAccount"
      values   = [var.account_id]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceAccount"
      values   = [var.account_id]
    }
  }

  # Image layers of ECR and registry.k8s.io, and the packages of Amazon Linux, are in foreign buckets, read with signed
  # URLs or without credentials; most bucket names are not documented. So data may come in from anywhere, but may leave
  # only to this account's buckets.
  statement {
    sid       = "ReadsFromAnyBucket"
    actions   = ["s3:GetObject"]
    resources = ["*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
}

resource "aws_vpc_endpoint" "interface" {
  for_each = var.interface_endpoints

  vpc_id              = aws_vpc.this.id
  service_name        = "com.amazonaws.${var.region}.${each.key}"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = [for zone in slice(local.availability_zones, 0, var.interface_endpoint_zone_count) : module.private_subnets.ids[zone]]
  security_group_ids  = [aws_security_group.this["endpoints"].id]
  private_dns_enabled = true
  policy              = data.aws_iam_policy_document.interface_endpoint[each.key].json

  tags = { Name = "${local.name}-${each.key}" }
}

data "aws_iam_policy_document" "interface_endpoint" {
  #checkov:skip=CKV_AWS_1:Grants nothing by itself; it says whose credentials pass the endpoint of one service, and IAM says what they may do.
  #checkov:skip=CKV_AWS_49:As above.
  for_each = var.interface_endpoints

  # Credentials of another account, brought in by an intruder in a pod, do not work here. Resources are not limited:
  # images of the EKS add-ons are pulled from registries of AWS's accounts.
  statement {
    sid       = "OwnPrincipals"
    actions   = ["*"]
    resources = ["*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalAccount"
      values   = [var.account_id]
    }
  }

  # A pod that exchanges its service account's token for a role has no AWS identity yet, so the statement above does not
  # match it.
  dynamic "statement" {
    for_each = each.key == "sts" ? ["AssumeRoleWithWebIdentity"] : []

    content {
      sid       = "ServiceAccountsIntoOwnRoles"
      actions   = ["sts:AssumeRoleWithWebIdentity"]
      resources = ["arn:aws:iam::${var.account_id}:role/*"]

      principals {
        type        = "Federated"
        identifiers = ["*"]
      }
    }
  }
}
