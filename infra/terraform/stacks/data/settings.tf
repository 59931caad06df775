# Values that follow from the settings alone. `./fairway doctor --aws` evaluates this file and variables.tf with
# Terraform but without a provider, so nothing here refers to a resource, a data source or a module.
locals {
  catalog = jsondecode(file("${path.module}/../../generated/catalog.json"))
  name    = "${var.project}-${var.environment}"
}
