# Values that follow from the settings alone. `./fairway doctor --aws` evaluates this file and variables.tf with
# Terraform but without a provider, so nothing here refers to a resource, a data source or a module.
locals {
  catalog      = jsondecode(file("${path.module}/../../generated/catalog.json"))
  environments = toset(keys(local.catalog.environments))

  # Resources that exist once per account and that this stack creates. AWS refuses a second analyzer and a second
  # provider; the others would be overwritten.
  singletons = [
    "access-analyzer", "ebs-encryption", "ecr-scanning", "github-oidc-provider", "instance-metadata-defaults", "s3-public-access-block",
  ]
}
