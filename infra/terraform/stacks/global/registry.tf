module "ecr_key" {
  source = "../../modules/kms-key"

  name        = "${local.name}-ecr"
  description = "Container images of the services"
}

module "repository" {
  source   = "../../modules/ecr-repository"
  for_each = toset(local.catalog.images)

  name           = "${var.project}/${each.key}"
  kms_key_arn    = module.ecr_key.arn
  build_role_arn = module.build_role.arn
}

# Continuous: an image is scanned again whenever a new vulnerability becomes known, not only when it is pushed. A
# registry has one configuration, so other rules in the account would be overwritten: adopted_singletons keeps them.
resource "aws_ecr_registry_scanning_configuration" "this" {
  count = local.makes["ecr-scanning"] ? 1 : 0

  scan_type = "ENHANCED"

  rule {
    scan_frequency = "CONTINUOUS_SCAN"

    repository_filter {
      filter      = "${var.project}/*"
      filter_type = "WILDCARD"
    }
  }
}

resource "aws_ecr_replication_configuration" "this" {
  for_each = toset(var.replication_region[*])

  replication_configuration {
    rule {
      destination {
        region      = each.key
        registry_id = var.account_id
      }

      repository_filter {
        filter      = "${var.project}/"
        filter_type = "PREFIX_MATCH"
      }
    }
  }
}

# Without a template, the copies' repositories would allow moving every tag. A repository that does not allow moving
# `latest` could not receive copies.
resource "aws_ecr_repository_creation_template" "replicas" {
  for_each = toset(var.replication_region[*])

  region               = each.key
  prefix               = var.project
  description          = "Copies of the images of ${var.project}"
  applied_for          = ["REPLICATION"]
  image_tag_mutability = "IMMUTABLE_WITH_EXCLUSION"

  image_tag_mutability_exclusion_filter {
    filter      = "latest"
    filter_type = "WILDCARD"
  }
}
