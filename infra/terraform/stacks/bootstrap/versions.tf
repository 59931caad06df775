terraform {
  required_version = ">= 1.11, < 2.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.60"
    }
  }

  # The bucket is created here, so the very first run keeps its state locally: see README.md. The rest is in
  # environments/shared/backend.hcl.
  backend "s3" {}
}

provider "aws" {
  region              = var.region
  allowed_account_ids = [var.account_id]

  default_tags {
    tags = {
      project     = var.project
      environment = "shared"
      stack       = "bootstrap"
      managed-by  = "terraform"
      repository  = var.repository
    }
  }
}
