run "keeps_state_for_every_backend" {
  assert {
    condition     = output.state_bucket_name == "${var.project}-terraform-state-${var.account_id}"
    error_message = "The bucket must have the name in environments/*/backend.hcl: ${output.state_bucket_name}"
  }

  assert {
    condition = alltrue([
      for environment in ["dev", "production", "shared"] :
      strcontains(file("../../environments/${environment}/backend.hcl"), "bucket       = \"${output.state_bucket_name}\"") &&
      strcontains(file("../../environments/${environment}/backend.hcl"), "kms_key_id   = \"alias/${var.project}-terraform-state\"") &&
      strcontains(file("../../environments/${environment}/backend.hcl"), "use_lockfile = true")
    ])
    error_message = "Every backend.hcl must name this bucket and this key, and lock with a file."
  }

  assert {
    condition = jsondecode(aws_ssm_parameter.handover.insecure_value) == {
      state_bucket      = { name = output.state_bucket_name, arn = "arn:aws:s3:::${output.state_bucket_name}" }
      state_kms_key_arn = output.state_kms_key_arn
      lock_table_arn    = null
    }
    error_message = "The stack global must receive bucket and key: ${aws_ssm_parameter.handover.insecure_value}"
  }

  assert {
    condition     = aws_ssm_parameter.handover.name == "/${var.project}/shared/bootstrap"
    error_message = "The hand-over must be where the stack global reads it."
  }
}

run "refuses_uploads_under_another_key" {
  assert {
    condition = jsondecode(data.aws_iam_policy_document.state_bucket.json).Statement[0] == {
      Sid       = "RefuseOtherKeys"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:PutObject"
      Resource  = "arn:aws:s3:::${output.state_bucket_name}/*"
      Condition = {
        Null            = { "s3:x-amz-server-side-encryption" = "false" }
        StringNotEquals = jsondecode(data.aws_iam_policy_document.state_bucket.json).Statement[0].Condition.StringNotEquals
      }
    }
    error_message = "An upload that names an encryption must name ours: ${data.aws_iam_policy_document.state_bucket.json}"
  }

  # As a set, because the provider chooses the order.
  assert {
    condition     = toset(jsondecode(data.aws_iam_policy_document.state_bucket.json).Statement[0].Condition.StringNotEquals["s3:x-amz-server-side-encryption-aws-kms-key-id"]) == toset([output.state_kms_key_arn, "alias/${var.project}-terraform-state"])
    error_message = "The key may be named by its ARN or its alias only: ${data.aws_iam_policy_document.state_bucket.json}"
  }
}

run "refuses_to_replace_a_reviewed_plan" {
  assert {
    condition = jsondecode(data.aws_iam_policy_document.state_bucket.json).Statement[1] == {
      Sid       = "WritePlansOnce"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:PutObject"
      Resource  = "arn:aws:s3:::${output.state_bucket_name}/plans/*"
      Condition = { Null = { "s3:if-none-match" = "true" } }
    }
    error_message = "A plan must be written only once: ${data.aws_iam_policy_document.state_bucket.json}"
  }
}

run "has_no_lock_table_by_default" {
  assert {
    condition     = length(aws_dynamodb_table.lock) == 0 && output.lock_table_name == null
    error_message = "Terraform locks with a file; the table must be requested explicitly."
  }
}

run "makes_the_lock_table_of_the_specification" {
  variables { lock_table_enabled = true }

  assert {
    condition     = aws_dynamodb_table.lock[0].hash_key == "LockID" && aws_dynamodb_table.lock[0].billing_mode == "PAY_PER_REQUEST"
    error_message = "Terraform expects the key LockID; a table that is used once an hour must be charged per request."
  }

  assert {
    condition     = one(aws_dynamodb_table.lock[0].server_side_encryption).kms_key_arn == output.state_kms_key_arn && one(aws_dynamodb_table.lock[0].point_in_time_recovery).enabled
    error_message = "The table must be encrypted with the state's key, and recoverable."
  }

  assert {
    condition     = output.lock_table_name == "${var.project}-terraform-state" && jsondecode(aws_ssm_parameter.handover.insecure_value).lock_table_arn == aws_dynamodb_table.lock[0].arn
    error_message = "The table must have an output for backends, and be handed over to the stack that gives rights to it."
  }
}
