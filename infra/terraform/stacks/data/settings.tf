# What follows from the settings alone. `./fairway doctor --aws` has Terraform evaluate this file and variables.tf without a provider, so nothing here
# refers to a resource, a data source or a module.
locals {
  catalog = jsondecode(file("${path.module}/../../generated/catalog.json"))
  name    = "${var.project}-${var.environment}"
}
