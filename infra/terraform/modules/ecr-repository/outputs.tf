output "url" {
  description = "Address that images are pushed to and pulled from, without tag."
  value       = aws_ecr_repository.this.repository_url
}
