# True also creates the DynamoDB lock table of the specification; then set dynamodb_table in every backend.hcl.
lock_table_enabled = false
