resource "aws_ecr_repository" "this" {
  #checkov:skip=CKV_AWS_51:Immutable but for `latest`, which nothing may run; checkov knows only the one word.
  #checkov:skip=CKV_AWS_163:Scanning is set for the registry, which overrides the repository.
  name                 = var.name
  image_tag_mutability = "IMMUTABLE_WITH_EXCLUSION"

  # For people and the specification: the newest build of main. Nothing may run it
  # (docs/adr/0022-immutable-image-tags.md).
  image_tag_mutability_exclusion_filter {
    filter      = "latest"
    filter_type = "WILDCARD"
  }

  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = var.kms_key_arn
  }
}

# Releases come first: a later rule cannot expire an image that an earlier one has matched. The tag of a build is its
# commit, which no pattern of ECR describes, so the second rule takes every tag; it does not count untagged signatures.
# No rule expires untagged images: signatures are such, and AWS does not say that it would spare them. It deletes them
# within a day after their image, and here nothing else is untagged, because tags do not move.
resource "aws_ecr_lifecycle_policy" "this" {
  repository = aws_ecr_repository.this.name

  policy = jsonencode({
    rules = [
      {
        rulePriority = 1
        description  = "Keep the last 30 releases, the targets of a rollback"
        selection    = { tagStatus = "tagged", tagPrefixList = ["v"], countType = "imageCountMoreThan", countNumber = 30 }
        action       = { type = "expire" }
      },
      {
        rulePriority = 2
        description  = "Keep the last 50 builds, by whatever tag"
        selection    = { tagStatus = "tagged", tagPatternList = ["*"], countType = "imageCountMoreThan", countNumber = 50 }
        action       = { type = "expire" }
      },
    ]
  })
}

# Pulling needs no statement: without one, this account's IAM decides, and other accounts have no access.
resource "aws_ecr_repository_policy" "this" {
  repository = aws_ecr_repository.this.name
  policy     = data.aws_iam_policy_document.this.json
}

data "aws_iam_policy_document" "this" {
  # Without the right to upload layers, ecr:PutImage can only tag existing images.
  statement {
    sid     = "ContentsComeFromTheBuildOnly"
    effect  = "Deny"
    actions = ["ecr:InitiateLayerUpload", "ecr:UploadLayerPart", "ecr:CompleteLayerUpload"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "ArnNotEquals"
      variable = "aws:PrincipalArn"
      values   = [var.build_role_arn]
    }
  }
}
