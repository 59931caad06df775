data "aws_caller_identity" "this" {}
locals {
  service_linked_role_statements = length(var.service_linked_role_arns) == 0 ? {} : {
    ServiceLinkedRolesEncrypt = {
      actions                = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
      for_aws_resources_only = false
    }
    # EBS keeps the grant while the disk is attached.
    ServiceLinkedRolesGrant = {
      actions                = ["kms:CreateGrant"]
      for_aws_resources_only = true
    }
  }
}

resource "aws_kms_key" "this" {
  description             = var.description
  enable_key_rotation     = true
  deletion_window_in_days = var.deletion_window_days
  policy                  = data.aws_iam_policy_document.this.json
}

resource "aws_kms_alias" "this" {
  name          = "alias/${var.name}"
  target_key_id = aws_kms_key.this.key_id
}

data "aws_iam_policy_document" "this" {
  #checkov:skip=CKV_AWS_109:In a key policy, * is this key alone, and the account's statement is how KMS hands the decision to IAM.
  #checkov:skip=CKV_AWS_111:In a key policy, * is this key alone.
  #checkov:skip=CKV_AWS_356:In a key policy, * is this key alone.
  # Lets IAM policies decide. Without it, no one can manage a key whose users are gone, not even AWS support.
  statement {
    sid       = "AccountDecidesByIam"
    actions   = ["kms:*"]
    resources = ["*"] # in a key policy: this key

    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::${data.aws_caller_identity.this.account_id}:root"]
    }
  }

  dynamic "statement" {
    for_each = var.services

    content {
      actions   = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
      resources = ["*"]

      principals {
        type        = "Service"
        identifiers = [statement.value.principal]
      }

      dynamic "condition" {
        for_each = statement.value.condition[*]

        content {
          test     = condition.value.test
          variable = condition.value.variable
          values   = condition.value.values
        }
      }
    }
  }

  # A service-linked role appears with the first use of its service, and KMS refuses a principal that does not exist
  # yet: hence the condition instead of the name.
  dynamic "statement" {
    for_each = local.service_linked_role_statements

    content {
      sid       = statement.key
      actions   = statement.value.actions
      resources = ["*"]

      principals {
        type        = "AWS"
        identifiers = ["*"]
      }

      condition {
        test     = "ArnEquals"
        variable = "aws:PrincipalArn"
        values   = var.service_linked_role_arns
      }

      dynamic "condition" {
        for_each = statement.value.for_aws_resources_only ? [true] : []

        content {
          test     = "Bool"
          variable = "kms:GrantIsForAWSResource"
          values   = ["true"]
        }
      }
    }
  }
}
