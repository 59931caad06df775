output "url" {
  description = "Address for pushing and pulling images, without a tag."
  value       = aws_ecr_repository.this.repository_url
}
