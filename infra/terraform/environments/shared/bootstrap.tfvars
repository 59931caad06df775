# True makes the DynamoDB lock table of the specification beside the lock file; set dynamodb_table in every backend.hcl then.
lock_table_enabled = false
