# The same outputs as postgresql-instance, so that a stack can use either.

output "resource_id" {
  description = "Identifier that names the database in IAM policies for rds-db:connect."
  value       = aws_rds_cluster.this.cluster_resource_id
}

output "endpoint" {
  description = "Host of the current writer, once the cluster has an instance."
  value       = aws_rds_cluster.this.endpoint

  depends_on = [aws_rds_cluster_instance.this]
}

output "reader_endpoint" {
  description = "Host that distributes connections over the readers."
  value       = aws_rds_cluster.this.reader_endpoint

  depends_on = [aws_rds_cluster_instance.this]
}

output "port" {
  description = "Port of both endpoints."
  value       = aws_rds_cluster.this.port
}

output "master_secret_arn" {
  description = "ARN of the secret with the master user's name and password, which RDS rotates."
  value       = one(aws_rds_cluster.this.master_user_secret).secret_arn
}

output "placement" {
  description = "Subnets and security groups that the database is in."
  value = {
    subnet_ids         = aws_db_subnet_group.this.subnet_ids
    security_group_ids = aws_rds_cluster.this.vpc_security_group_ids
  }
}
