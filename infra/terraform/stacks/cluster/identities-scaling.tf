locals {
  node_autoscaler_policies = var.node_autoscaler == "karpenter" ? tomap({
    nodes         = data.aws_iam_policy_document.karpenter_nodes[0].json
    discovery     = data.aws_iam_policy_document.karpenter_discovery[0].json
    interruptions = data.aws_iam_policy_document.karpenter_interruptions[0].json
    # Karpenter starts instances with its own rights, so it needs the key of their disks; Auto Scaling has a grant on
    # it.
    encrypted-volumes = data.aws_iam_policy_document.encrypted_volumes.json
    }) : tomap({
    node-groups = data.aws_iam_policy_document.cluster_autoscaler[0].json
  })

  # Without MSK, IAM controls nothing here.
  lag_reading_policies = local.data.kafka.cluster_arn == null ? tomap({}) : tomap({
    consumer-lag = data.aws_iam_policy_document.consumer_lag[0].json
  })

  ec2_arn = "arn:aws:ec2:${var.region}:${var.account_id}"
}

data "aws_iam_policy_document" "cluster_autoscaler" {
  count = var.node_autoscaler == "cluster-autoscaler" ? 1 : 0

  # None of these can be limited to resources, but they only read.
  statement {
    sid = "Read"
    actions = [
      "autoscaling:DescribeAutoScalingGroups",
      "autoscaling:DescribeAutoScalingInstances",
      "autoscaling:DescribeLaunchConfigurations",
      "autoscaling:DescribeScalingActivities",
      "ec2:DescribeImages",
      "ec2:DescribeInstanceTypes",
      "ec2:DescribeLaunchTemplateVersions",
      "ec2:GetInstanceTypesFromInstanceRequirements",
    ]
    resources = ["*"]
  }

  statement {
    sid       = "ReadNodeGroups"
    actions   = ["eks:DescribeNodegroup"]
    resources = ["arn:aws:eks:${var.region}:${var.account_id}:nodegroup/${local.name}/*"]
  }

  statement {
    sid       = "ScaleOwnNodeGroups"
    actions   = ["autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"]
    resources = ["arn:aws:autoscaling:${var.region}:${var.account_id}:autoScalingGroup:*"]

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/k8s.io/cluster-autoscaler/${local.name}"
      values   = ["owned"]
    }
  }
}

# Karpenter's policies as published with v1.14, without those about instance profiles: the EC2NodeClass names a profile
# that Terraform creates (`spec.instanceProfile`), so Karpenter writes nothing in IAM.
data "aws_iam_policy_document" "karpenter_nodes" {
  count = var.node_autoscaler == "karpenter" ? 1 : 0

  # What an instance is started with. Images and snapshots belong to AWS, not to this account.
  statement {
    sid     = "UseForNewNodes"
    actions = ["ec2:CreateFleet", "ec2:RunInstances"]
    resources = [
      "arn:aws:ec2:${var.region}::image/*",
      "arn:aws:ec2:${var.region}::snapshot/*",
    ]
  }

  # The subnets and the group that the network stack tags for it, as the EC2NodeClass looks for them.
  statement {
    sid       = "UseDiscovered"
    actions   = ["ec2:CreateFleet", "ec2:RunInstances"]
    resources = ["${local.ec2_arn}:security-group/*", "${local.ec2_arn}:subnet/*"]

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/karpenter.sh/discovery"
      values   = [local.name]
    }
  }

  statement {
    sid       = "UseOwnLaunchTemplates"
    actions   = ["ec2:CreateFleet", "ec2:RunInstances"]
    resources = ["${local.ec2_arn}:launch-template/*"]

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/kubernetes.io/cluster/${local.name}"
      values   = ["owned"]
    }

    condition {
      test     = "StringLike"
      variable = "aws:ResourceTag/karpenter.sh/nodepool"
      values   = ["*"]
    }
  }

  # Everything that Karpenter creates gets the tags with which it may delete it later.
  statement {
    sid       = "CreateTagged"
    actions   = ["ec2:CreateFleet", "ec2:CreateLaunchTemplate", "ec2:RunInstances"]
    resources = local.karpenter_made_arns

    dynamic "condition" {
      for_each = local.karpenter_request_tags

      content {
        test     = condition.value == "*" ? "StringLike" : "StringEquals"
        variable = "aws:RequestTag/${condition.key}"
        values   = [condition.value]
      }
    }
  }

  statement {
    sid       = "TagNew"
    actions   = ["ec2:CreateTags"]
    resources = local.karpenter_made_arns

    condition {
      test     = "StringEquals"
      variable = "ec2:CreateAction"
      values   = ["CreateFleet", "CreateLaunchTemplate", "RunInstances"]
    }

    dynamic "condition" {
      for_each = local.karpenter_request_tags

      content {
        test     = condition.value == "*" ? "StringLike" : "StringEquals"
        variable = "aws:RequestTag/${condition.key}"
        values   = [condition.value]
      }
    }
  }

  # A node gets its name tag after it has joined.
  statement {
    sid       = "NameOwnNodes"
    actions   = ["ec2:CreateTags"]
    resources = ["${local.ec2_arn}:instance/*"]

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/kubernetes.io/cluster/${local.name}"
      values   = ["owned"]
    }

    condition {
      test     = "StringLike"
      variable = "aws:ResourceTag/karpenter.sh/nodepool"
      values   = ["*"]
    }

    condition {
      test     = "StringEqualsIfExists"
      variable = "aws:RequestTag/eks:eks-cluster-name"
      values   = [local.name]
    }

    condition {
      test     = "ForAllValues:StringEquals"
      variable = "aws:TagKeys"
      values   = ["Name", "eks:eks-cluster-name", "karpenter.sh/nodeclaim"]
    }
  }

  statement {
    sid       = "EndOwnNodes"
    actions   = ["ec2:DeleteLaunchTemplate", "ec2:TerminateInstances"]
    resources = ["${local.ec2_arn}:instance/*", "${local.ec2_arn}:launch-template/*"]

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/kubernetes.io/cluster/${local.name}"
      values   = ["owned"]
    }

    condition {
      test     = "StringLike"
      variable = "aws:ResourceTag/karpenter.sh/nodepool"
      values   = ["*"]
    }
  }

  # Only the nodes' role, and only for instances: any other role would allow an escalation of rights.
  statement {
    sid       = "PassNodeRole"
    actions   = ["iam:PassRole"]
    resources = [module.eks.node_role_arn]

    condition {
      test     = "StringEquals"
      variable = "iam:PassedToService"
      values   = ["ec2.amazonaws.com"]
    }
  }
}

locals {
  karpenter_made_arns = [
    for kind in ["fleet", "instance", "launch-template", "network-interface", "spot-instances-request", "volume"] : "${local.ec2_arn}:${kind}/*"
  ]

  karpenter_request_tags = {
    "kubernetes.io/cluster/${local.name}" = "owned"
    "eks:eks-cluster-name"                = local.name
    "karpenter.sh/nodepool"               = "*"
  }
}

data "aws_iam_policy_document" "karpenter_discovery" {
  count = var.node_autoscaler == "karpenter" ? 1 : 0

  # EC2 cannot limit these to resources.
  statement {
    sid = "Read"
    actions = [
      "ec2:DescribeCapacityReservations",
      "ec2:DescribeImages",
      "ec2:DescribeInstanceStatus",
      "ec2:DescribeInstanceTypeOfferings",
      "ec2:DescribeInstanceTypes",
      "ec2:DescribeInstances",
      "ec2:DescribeLaunchTemplates",
      "ec2:DescribePlacementGroups",
      "ec2:DescribeSecurityGroups",
      "ec2:DescribeSpotPriceHistory",
      "ec2:DescribeSubnets",
    ]
    resources = ["*"]
  }

  statement {
    sid       = "ReadImages"
    actions   = ["ssm:GetParameter"]
    resources = ["arn:aws:ssm:${var.region}::parameter/aws/service/*"]
  }

  # Public prices, and the names of instance profiles: neither can be limited to resources.
  statement {
    sid       = "ReadPricesAndProfiles"
    actions   = ["iam:ListInstanceProfiles", "pricing:GetProducts"]
    resources = ["*"]
  }

  statement {
    sid       = "ReadCluster"
    actions   = ["eks:DescribeCluster"]
    resources = ["arn:aws:eks:${var.region}:${var.account_id}:cluster/${local.name}"]
  }

  # A zone that is shifted away gets no new nodes.
  statement {
    sid       = "ReadZonalShift"
    actions   = ["arc-zonal-shift:GetManagedResource"]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "arc-zonal-shift:ResourceIdentifier"
      values   = ["arn:aws:eks:${var.region}:${var.account_id}:cluster/${local.name}"]
    }
  }
}

data "aws_iam_policy_document" "karpenter_interruptions" {
  count = var.node_autoscaler == "karpenter" ? 1 : 0

  statement {
    sid       = "ReceiveWarnings"
    actions   = ["sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:ReceiveMessage"]
    resources = [module.karpenter[0].queue_arn]
  }
}

# KEDA and the lag exporter compare the ends of topics with the committed offsets of groups. They read no records and join
# no group.
data "aws_iam_policy_document" "consumer_lag" {
  count = local.data.kafka.cluster_arn == null ? 0 : 1

  statement {
    sid       = "Connect"
    actions   = ["kafka-cluster:Connect"]
    resources = [local.data.kafka.cluster_arn]
  }

  statement {
    sid     = "ReadLag"
    actions = ["kafka-cluster:DescribeGroup", "kafka-cluster:DescribeTopic"]
    resources = concat(
      [
        for topic in toset(flatten([for service in local.catalog.services : service.consumes])) :
        "${replace(local.data.kafka.cluster_arn, ":cluster/", ":topic/")}/${topic}"
      ],
      [
        for group in compact([for service in local.catalog.services : service.consumer_group]) :
        "${replace(local.data.kafka.cluster_arn, ":cluster/", ":group/")}/${group}"
      ],
    )
  }
}
