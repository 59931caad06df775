output "instance_id" {
  description = "Id of the instance: the target of `aws ssm start-session`."
  value       = aws_instance.this.id
}

output "role_arn" {
  description = "ARN of the bastion's role, for its access entry."
  value       = aws_iam_role.this.arn
}
