output "state_bucket_name" {
  description = "Bucket in environments/*/backend.hcl."
  value       = module.state_bucket.name
}

output "state_kms_key_arn" {
  description = "Key that encrypts state and plans."
  value       = module.state_key.arn
}

output "lock_table_name" {
  description = "DynamoDB table for `dynamodb_table` of a backend; null unless it is enabled."
  value       = one(aws_dynamodb_table.lock[*].name)
}
