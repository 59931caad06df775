output "arn" {
  description = "ARN of the role."
  value       = aws_iam_role.this.arn
}

output "trust_policy" {
  description = "The trust policy in JSON; checks of access read it."
  value       = aws_iam_role.this.assume_role_policy
}

output "policies" {
  description = "The role's own permissions, in JSON by name."
  value       = { for name, policy in aws_iam_role_policy.this : name => policy.policy }
}
