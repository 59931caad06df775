# The same outputs as aurora-postgresql, so that a stack can use either.

output "resource_id" {
  description = "Identifier that names the database in IAM policies for rds-db:connect."
  value       = aws_db_instance.this.resource_id
}

output "endpoint" {
  description = "Host of the instance."
  value       = aws_db_instance.this.address
}

output "reader_endpoint" {
  description = "Host for reading; the same one, because there is no reader."
  value       = aws_db_instance.this.address
}

output "port" {
  description = "Port of the endpoint."
  value       = aws_db_instance.this.port
}

output "master_secret_arn" {
  description = "ARN of the secret with the master user's name and password, which RDS rotates."
  value       = one(aws_db_instance.this.master_user_secret).secret_arn
}

output "placement" {
  description = "Subnets and security groups that the database is in."
  value = {
    subnet_ids         = aws_db_subnet_group.this.subnet_ids
    security_group_ids = aws_db_instance.this.vpc_security_group_ids
  }
}
