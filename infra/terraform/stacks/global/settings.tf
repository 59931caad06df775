# What follows from the settings alone. `./fairway doctor --aws` has Terraform evaluate this file and variables.tf without a provider, so nothing here
# refers to a resource, a data source or a module.
locals {
  catalog      = jsondecode(file("${path.module}/../../generated/catalog.json"))
  environments = toset(keys(local.catalog.environments))

  # What an account has once, and this stack makes. A second analyzer and a second provider are refused; the others would be overwritten.
  singletons = [
    "access-analyzer", "ebs-encryption", "ecr-scanning", "github-oidc-provider", "instance-metadata-defaults", "s3-public-access-block",
  ]
}
