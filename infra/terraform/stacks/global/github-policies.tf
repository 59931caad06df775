locals {
  regional = {
    for service in ["autoscaling", "cloudwatch", "codebuild", "eks", "events", "kafka", "kms", "logs", "rds", "secretsmanager", "sns", "sqs", "ssm", "wafv2"] :
    service => "arn:aws:${service}:${var.region}:${var.account_id}"
  }

  arn_iam          = "arn:aws:iam::${var.account_id}"
  arn_parameters   = "${local.regional.ssm}:parameter/${var.project}"
  arn_repositories = "arn:aws:ecr:${var.region}:${var.account_id}:repository/${var.project}/*"
  arn_state        = local.bootstrap.state_bucket.arn

  # At most one: the table is a switch of the stack bootstrap.
  lock_table_arns = compact([local.bootstrap.lock_table_arn])

  # Services that use the state's key with the caller's rights.
  state_services = [for service in concat(["s3"], [for table in local.lock_table_arns : "dynamodb"]) : "${service}.${var.region}.amazonaws.com"]

  # Configuration, not data: none of these reads an object, a secret, a log line, a message or an image. AWS's own
  # ReadOnlyAccess reads objects in buckets, and changes without our review.
  read_configuration = [
    "access-analyzer:GetAnalyzer", "access-analyzer:ListTagsForResource",
    "acm:DescribeCertificate", "acm:ListTagsForCertificate",
    "application-autoscaling:Describe*", "application-autoscaling:ListTagsForResource",
    "autoscaling:Describe*",
    "budgets:ListTagsForResource", "budgets:ViewBudget",
    "ce:GetAnomalyMonitors", "ce:GetAnomalySubscriptions", "ce:ListCostAllocationTags", "ce:ListTagsForResource",
    "cloudtrail:DescribeTrails", "cloudtrail:GetEventSelectors", "cloudtrail:GetInsightSelectors", "cloudtrail:GetTrail*", "cloudtrail:ListTags",
    "cloudwatch:DescribeAlarms", "cloudwatch:ListTagsForResource",
    "dynamodb:Describe*", "dynamodb:ListTagsOfResource",
    "ec2:Describe*", "ec2:GetEbsEncryptionByDefault", "ec2:GetInstanceMetadataDefaults", "ec2:GetManagedPrefixListEntries", "ec2:GetSecurityGroupsForVpc",
    "ecr:Describe*", "ecr:GetLifecyclePolicy", "ecr:GetRegistryScanningConfiguration", "ecr:GetRepositoryPolicy", "ecr:ListTagsForResource",
    "eks:Describe*", "eks:List*",
    "events:DescribeRule", "events:ListTagsForResource", "events:ListTargetsByRule",
    "iam:Get*", "iam:List*",
    "kafka:Describe*", "kafka:GetBootstrapBrokers", "kafka:List*",
    "kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListAliases", "kms:ListGrants", "kms:ListResourceTags",
    "logs:DescribeLogGroups", "logs:DescribeResourcePolicies", "logs:ListTagsForResource",
    "rds:Describe*", "rds:ListTagsForResource",
    "route53:Get*", "route53:List*",
    "s3:GetAccelerateConfiguration", "s3:GetAccountPublicAccessBlock", "s3:GetBucket*", "s3:GetEncryptionConfiguration",
    "s3:GetLifecycleConfiguration", "s3:GetReplicationConfiguration", "s3:ListTagsForResource",
    "secretsmanager:DescribeSecret", "secretsmanager:GetResourcePolicy",
    "sns:GetSubscriptionAttributes", "sns:GetTopicAttributes", "sns:ListTagsForResource",
    "sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ListQueueTags",
    "ssm:DescribeParameters", "ssm:ListTagsForResource",
    "sts:GetCallerIdentity",
    "wafv2:GetLoggingConfiguration", "wafv2:GetWebACL", "wafv2:ListTagsForResource",
  ]
}

# To refresh the state of any stack. A new kind of resource may need an action here; Terraform's error names it.
resource "aws_iam_policy" "read_configuration" {
  name        = "${var.project}-read-configuration"
  description = "Reads the configuration of what Terraform manages, never data"
  policy      = data.aws_iam_policy_document.read_configuration.json
}

data "aws_iam_policy_document" "read_configuration" {
  #checkov:skip=CKV_AWS_356:AWS cannot narrow most of these reads to a resource, and none of them reads data.
  statement {
    sid       = "ReadConfiguration"
    actions   = local.read_configuration
    resources = ["*"] # most of these support no resource
  }

  # S3 checks the existence of a bucket by listing it. The state bucket is one of these.
  statement {
    sid       = "FindBuckets"
    actions   = ["s3:ListBucket"]
    resources = ["arn:aws:s3:::${var.project}-*"]
  }

  statement {
    sid       = "ReadHandovers"
    actions   = ["ssm:GetParameter", "ssm:GetParameters"]
    resources = ["${local.arn_parameters}/*", "arn:aws:ssm:${var.region}::parameter/aws/service/*"]
  }

  statement {
    sid       = "ReadRunners"
    actions   = ["codebuild:BatchGetProjects"]
    resources = ["${local.regional.codebuild}:project/${var.project}-*"]
  }

  # MSK reads topics with the caller's rights. Records are not included.
  statement {
    sid       = "ReadTopics"
    actions   = ["kafka-cluster:Connect", "kafka-cluster:DescribeCluster", "kafka-cluster:DescribeTopic", "kafka-cluster:DescribeTopicDynamicConfiguration"]
    resources = ["${local.regional.kafka}:*/${var.project}-*"]
  }

  # Applies to everything that is ever allowed to a role that plans or applies.
  statement {
    sid       = "NeverValuesOfSecrets"
    effect    = "Deny"
    actions   = ["secretsmanager:BatchGetSecretValue", "secretsmanager:GetSecretValue"]
    resources = ["*"]
  }

  statement {
    sid           = "NeverObjectsButState"
    effect        = "Deny"
    actions       = ["s3:GetObject", "s3:GetObjectVersion"]
    not_resources = ["${local.arn_state}/*"]
  }
}

data "aws_iam_policy_document" "plan" {
  for_each = local.planners

  # No right to the lock file: plans run with -lock=false, because a role that may lock may also unlock a running apply.
  # A plan made during an apply is refused later, because Terraform compares the serial of the state.
  statement {
    sid       = "ReadState"
    actions   = ["s3:GetObject"]
    resources = ["${local.arn_state}/*"]
  }

  statement {
    sid       = "KeepPlans"
    actions   = ["s3:PutObject"]
    resources = ["${local.arn_state}/${each.value.keeps}/*"]
  }

  statement {
    sid       = "UseTheKeyOfState"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [local.bootstrap.state_kms_key_arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = local.state_services
    }
  }

  # With a lock table, Terraform compares the state with a checksum that is stored there, locked or not.
  dynamic "statement" {
    for_each = local.lock_table_arns

    content {
      sid       = "ReadChecksumsOfState"
      actions   = ["dynamodb:GetItem"]
      resources = [statement.value]
    }
  }

  # This also blocks parameters of type SecureString: reading one decrypts it with the caller's rights.
  statement {
    sid           = "DecryptNothingElse"
    effect        = "Deny"
    actions       = ["kms:Decrypt"]
    not_resources = [local.bootstrap.state_kms_key_arn]
  }
}

data "aws_iam_policy_document" "build" {
  statement {
    sid       = "LogInToTheRegistry"
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"] # supports no resource
  }

  statement {
    sid = "PushImages"
    actions = [
      "ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:CompleteLayerUpload", "ecr:DescribeImages", "ecr:DescribeImageScanFindings",
      "ecr:GetDownloadUrlForLayer", "ecr:InitiateLayerUpload", "ecr:ListImages", "ecr:PutImage", "ecr:UploadLayerPart",
    ]
    resources = [local.arn_repositories]
  }

  # Inspector scans, so ECR asks it for findings with the caller's rights.
  statement {
    sid       = "ReadScans"
    actions   = ["inspector2:ListCoverage", "inspector2:ListFindings"]
    resources = ["*"] # support no resource
  }
}

data "aws_iam_policy_document" "deploy" {
  for_each = local.environments

  statement {
    sid       = "FindTheCluster"
    actions   = ["eks:DescribeCluster"]
    resources = ["${local.regional.eks}:cluster/${var.project}-${each.key}"]
  }

  statement {
    sid       = "ReadHandovers"
    actions   = ["ssm:GetParameter", "ssm:GetParameters"]
    resources = ["${local.arn_parameters}/${each.key}/*", "${local.arn_parameters}/shared/global"]
  }

  statement {
    sid       = "LogInToTheRegistry"
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"] # supports no resource
  }

  statement {
    sid = "VerifyImages"
    actions = [
      "ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:DescribeImages", "ecr:DescribeImageScanFindings",
      "ecr:GetDownloadUrlForLayer", "ecr:ListImages",
    ]
    resources = [local.arn_repositories]
  }

  # Inspector scans, so ECR asks it for findings with the caller's rights.
  statement {
    sid       = "ReadScans"
    actions   = ["inspector2:ListCoverage", "inspector2:ListFindings"]
    resources = ["*"] # support no resource
  }

  # A release tags the image that dev has run. Only the build may upload layers, so this can tag existing images but
  # create none.
  dynamic "statement" {
    for_each = each.key == "production" ? ["tag"] : []

    content {
      sid       = "TagReleases"
      actions   = ["ecr:PutImage"]
      resources = [local.arn_repositories]
    }
  }
}
