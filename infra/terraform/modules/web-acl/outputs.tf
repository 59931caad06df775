output "arn" {
  description = "ARN of the ACL: the annotation `alb.ingress.kubernetes.io/wafv2-acl-arn` of the Ingress."
  value       = aws_wafv2_web_acl.this.arn
}
