# Settings of the account that cost nothing and catch what a stack forgets, or what somebody makes by hand.

resource "aws_ebs_encryption_by_default" "this" {
  enabled = true
}

resource "aws_s3_account_public_access_block" "this" {
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# One hop: a container cannot reach the credentials of its node.
resource "aws_ec2_instance_metadata_defaults" "this" {
  http_tokens                 = "required"
  http_put_response_hop_limit = 1
}

# Reports whatever of the account can be reached from outside it: a role's trust, a bucket, a key.
resource "aws_accessanalyzer_analyzer" "account" {
  analyzer_name = local.name
  type          = "ACCOUNT"
}
