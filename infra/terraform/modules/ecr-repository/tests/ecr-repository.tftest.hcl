provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = ["111122223333"]
}

variables {
  name           = "fairway/order-service"
  kms_key_arn    = "arn:aws:kms:us-east-1:111122223333:key/7f0c2f4e-0000-4000-8000-000000000000"
  build_role_arn = "arn:aws:iam::111122223333:role/fairway-build"
}

run "keeps_images_as_they_were_pushed" {
  assert {
    condition     = aws_ecr_repository.this.image_tag_mutability == "IMMUTABLE_WITH_EXCLUSION" && [for filter in aws_ecr_repository.this.image_tag_mutability_exclusion_filter : "${filter.filter_type} ${filter.filter}"] == ["WILDCARD latest"]
    error_message = "No tag but `latest` may move to another image."
  }

  assert {
    condition     = one(aws_ecr_repository.this.encryption_configuration).encryption_type == "KMS" && one(aws_ecr_repository.this.encryption_configuration).kms_key == var.kms_key_arn
    error_message = "Images must be encrypted with the given key."
  }

  assert {
    condition     = !coalesce(aws_ecr_repository.this.force_delete, false)
    error_message = "A repository with images must survive terraform destroy."
  }

  assert {
    condition     = endswith(output.url, ".dkr.ecr.us-east-1.amazonaws.com/fairway/order-service")
    error_message = "The address must be the repository's: ${output.url}"
  }
}

run "expires_each_kind_of_image_by_its_own_rule" {
  assert {
    condition = [
      for rule in jsondecode(aws_ecr_lifecycle_policy.this.policy).rules :
      "${rule.rulePriority} ${rule.selection.tagStatus} ${join("+", try(rule.selection.tagPrefixList, rule.selection.tagPatternList, []))} ${rule.selection.countType} ${rule.selection.countNumber}"
      ] == [
      "1 tagged v imageCountMoreThan 30",
      "2 tagged * imageCountMoreThan 50",
    ]
    error_message = "The rule for releases must come before that for builds, whose tags are bare commits, and none may take untagged signatures: ${aws_ecr_lifecycle_policy.this.policy}"
  }
}

run "takes_layers_from_the_build_only" {
  assert {
    condition = jsondecode(aws_ecr_repository_policy.this.policy).Statement == [{
      Sid       = "ContentsComeFromTheBuildOnly"
      Effect    = "Deny"
      Principal = "*"
      Action    = jsondecode(aws_ecr_repository_policy.this.policy).Statement[0].Action
      Condition = { ArnNotEquals = { "aws:PrincipalArn" = "arn:aws:iam::111122223333:role/fairway-build" } }
    }]
    error_message = "Only the build may upload, and no other account has access: ${aws_ecr_repository_policy.this.policy}"
  }

  assert {
    condition     = toset(jsondecode(aws_ecr_repository_policy.this.policy).Statement[0].Action) == toset(["ecr:InitiateLayerUpload", "ecr:UploadLayerPart", "ecr:CompleteLayerUpload"])
    error_message = "Every step of an upload must be refused: ${aws_ecr_repository_policy.this.policy}"
  }
}

run "refuses_a_name_without_project" {
  command = plan
  variables { name = "order-service" }
  expect_failures = [var.name]
}

run "refuses_an_alias_for_a_key" {
  command = plan
  variables { kms_key_arn = "arn:aws:kms:us-east-1:111122223333:alias/fairway-shared-ecr" }
  expect_failures = [var.kms_key_arn]
}

run "refuses_any_role_as_builder" {
  command = plan
  variables { build_role_arn = "arn:aws:iam::111122223333:role/*" }
  expect_failures = [var.build_role_arn]
}
