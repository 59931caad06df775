output "name_servers" {
  description = "Name servers that the registrar, or the parent zone, must delegate the domain to."
  value       = aws_route53_zone.public.name_servers
}

output "repository_urls" {
  description = "Addresses of the image repositories by image: every service, and the job database-bootstrap."
  value       = local.handover.repository_urls
}

output "role_arns" {
  description = "Roles of GitHub's workflows by name, for the variables of the repository."
  value       = local.role_arns
}

output "public_zone_id" {
  description = "Public zone that contains the host names of all environments."
  value       = aws_route53_zone.public.zone_id
}

output "ecr_kms_key_arn" {
  description = "Key that encrypts the images."
  value       = module.ecr_key.arn
}
