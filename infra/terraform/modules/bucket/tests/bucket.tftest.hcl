provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = ["111122223333"]
}

variables {
  name            = "fairway-test-backups-111122223333"
  kms_key_arn     = "arn:aws:kms:us-east-1:111122223333:key/7f0c2f4e-0000-4000-8000-000000000000"
  lifecycle_rules = [{ id = "backups", infrequent_access_days = 30, glacier_instant_retrieval_days = 60, expiration_days = 90 }]
}

run "is_private_encrypted_and_versioned" {
  assert {
    condition = alltrue([
      aws_s3_bucket_public_access_block.this.block_public_acls,
      aws_s3_bucket_public_access_block.this.block_public_policy,
      aws_s3_bucket_public_access_block.this.ignore_public_acls,
      aws_s3_bucket_public_access_block.this.restrict_public_buckets,
    ])
    error_message = "All four blocks of public access must be on."
  }

  assert {
    condition     = one(one(aws_s3_bucket_server_side_encryption_configuration.this.rule).apply_server_side_encryption_by_default).kms_master_key_id == var.kms_key_arn
    error_message = "Objects must be encrypted with the given key."
  }

  assert {
    condition     = one(aws_s3_bucket_versioning.this.versioning_configuration).status == "Enabled"
    error_message = "Versions must be kept."
  }

  assert {
    condition     = aws_s3_bucket.this.force_destroy == false
    error_message = "A bucket with contents must survive terraform destroy."
  }
}

run "refuses_plain_http_beside_other_statements" {
  variables {
    policy_documents = [jsonencode({
      Version   = "2012-10-17"
      Statement = [{ Sid = "Deliver", Effect = "Allow", Action = "s3:PutObject", Resource = "*", Principal = { Service = "delivery.logs.amazonaws.com" } }]
    })]
  }

  assert {
    condition     = [for statement in jsondecode(aws_s3_bucket_policy.this.policy).Statement : "${statement.Sid} ${statement.Effect}"] == ["Deliver Allow", "RefusePlainHttp Deny"]
    error_message = "Both statements must be in the policy: ${aws_s3_bucket_policy.this.policy}"
  }

  assert {
    condition     = jsondecode(aws_s3_bucket_policy.this.policy).Statement[1].Condition.Bool["aws:SecureTransport"] == "false"
    error_message = "The policy must refuse plain HTTP: ${aws_s3_bucket_policy.this.policy}"
  }
}

run "falls_back_to_the_key_of_s3" {
  variables { kms_key_arn = null }

  assert {
    condition     = one(one(aws_s3_bucket_server_side_encryption_configuration.this.rule).apply_server_side_encryption_by_default).sse_algorithm == "AES256"
    error_message = "Without our own key, S3's key must encrypt."
  }
}

run "refuses_a_name_that_s3_refuses" {
  command = plan
  variables { name = "Fairway_Backups" }
  expect_failures = [var.name]
}

run "refuses_what_is_no_key" {
  command = plan
  variables { kms_key_arn = "alias/backups" }
  expect_failures = [var.kms_key_arn]
}

run "refuses_to_keep_everything_for_ever" {
  command = plan
  variables { lifecycle_rules = [] }
  expect_failures = [var.lifecycle_rules]
}

run "refuses_a_transition_after_the_expiry" {
  command = plan
  variables { lifecycle_rules = [{ id = "late", infrequent_access_days = 100, expiration_days = 90 }] }
  expect_failures = [var.lifecycle_rules]
}

run "refuses_a_transition_that_s3_refuses" {
  command = plan
  variables { lifecycle_rules = [{ id = "early", infrequent_access_days = 7 }] }
  expect_failures = [var.lifecycle_rules]
}

run "refuses_a_policy_that_is_none" {
  command = plan
  variables { policy_documents = ["{}"] }
  expect_failures = [var.policy_documents]
}
