output "arn" {
  description = "ARN of the role, once it has its rights."
  value       = aws_iam_role.this.arn
  depends_on  = [aws_iam_role_policy.this, aws_iam_role_policy_attachment.this, aws_eks_pod_identity_association.this]
}

output "name" {
  description = "Name of the role."
  value       = aws_iam_role.this.name
}
