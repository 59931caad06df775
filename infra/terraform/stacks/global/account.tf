# Account settings that cost nothing and cover what a stack omits or a person creates by hand. An account has each of
# them once, so those in adopted_singletons are not managed here.

locals {
  makes = { for name in local.singletons : name => !contains(var.adopted_singletons, name) }
}

resource "aws_ebs_encryption_by_default" "this" {
  count = local.makes["ebs-encryption"] ? 1 : 0

  enabled = true
}

resource "aws_s3_account_public_access_block" "this" {
  count = local.makes["s3-public-access-block"] ? 1 : 0

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# One hop: a container cannot reach the credentials of its node.
resource "aws_ec2_instance_metadata_defaults" "this" {
  count = local.makes["instance-metadata-defaults"] ? 1 : 0

  http_tokens                 = "required"
  http_put_response_hop_limit = 1
}

# Reports everything in the account that can be reached from outside: a role's trust policy, a bucket, a key.
resource "aws_accessanalyzer_analyzer" "account" {
  count = local.makes["access-analyzer"] ? 1 : 0

  analyzer_name = local.name
  type          = "ACCOUNT"
}
