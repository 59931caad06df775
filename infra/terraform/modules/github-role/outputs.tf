output "arn" {
  description = "ARN of the role."
  value       = aws_iam_role.this.arn
}

output "trust_policy" {
  description = "Who may take the role, in JSON; what checks of reach read."
  value       = aws_iam_role.this.assume_role_policy
}

output "policies" {
  description = "What the role alone may do, in JSON by name."
  value       = { for name, policy in aws_iam_role_policy.this : name => policy.policy }
}
