# AWS Load Balancer Controller. The policy follows docs/install/iam_policy.json of v3.5.0, but is narrower:
# - The load balancer of an environment has a fixed name, so the ARNs of its listeners and rules are known. The original policy allows all of
#   them, also those of other environments. Ingresses set `alb.ingress.kubernetes.io/load-balancer-name: <project>-<environment>`.
# - It cannot create or change security groups, because the network stack decides which ports the internet reaches. Ingresses name the group of that stack
#   with `alb.ingress.kubernetes.io/security-groups`; without it, AWS answers AccessDenied for ec2:CreateSecurityGroup.
# - Network load balancers, Cognito, Shield, WAF Classic, mutual TLS and certificate discovery are left out, because our Ingresses do not use them.
data "aws_iam_policy_document" "load_balancing" {
  # Neither service can limit its Describe actions to resources.
  statement {
    sid = "Read"
    actions = [
      "ec2:DescribeAvailabilityZones",
      "ec2:DescribeInstances",
      "ec2:DescribeNetworkInterfaces",
      "ec2:DescribeRouteTables",
      "ec2:DescribeSecurityGroups",
      "ec2:DescribeSubnets",
      "ec2:DescribeVpcs",
      "elasticloadbalancing:DescribeCapacityReservation",
      "elasticloadbalancing:DescribeListenerAttributes",
      "elasticloadbalancing:DescribeListenerCertificates",
      "elasticloadbalancing:DescribeListeners",
      "elasticloadbalancing:DescribeLoadBalancerAttributes",
      "elasticloadbalancing:DescribeLoadBalancers",
      "elasticloadbalancing:DescribeRules",
      "elasticloadbalancing:DescribeTags",
      "elasticloadbalancing:DescribeTargetGroupAttributes",
      "elasticloadbalancing:DescribeTargetGroups",
      "elasticloadbalancing:DescribeTargetHealth",
    ]
    resources = ["*"]
  }

  statement {
    sid       = "CreateOwnLoadBalancer"
    actions   = ["elasticloadbalancing:CreateLoadBalancer"]
    resources = [local.load_balancer_arn]

    # The controller finds its own resources by this tag, and would lose one without it.
    condition {
      test     = "StringEquals"
      variable = "aws:RequestTag/elbv2.k8s.aws/cluster"
      values   = [local.name]
    }
  }

  statement {
    sid = "ManageOwnLoadBalancer"
    actions = [
      "elasticloadbalancing:AddListenerCertificates",
      "elasticloadbalancing:AddTags",
      "elasticloadbalancing:CreateListener",
      "elasticloadbalancing:CreateRule",
      "elasticloadbalancing:DeleteListener",
      "elasticloadbalancing:DeleteLoadBalancer",
      "elasticloadbalancing:DeleteRule",
      "elasticloadbalancing:ModifyListener",
      "elasticloadbalancing:ModifyListenerAttributes",
      "elasticloadbalancing:ModifyLoadBalancerAttributes",
      "elasticloadbalancing:ModifyRule",
      "elasticloadbalancing:RemoveListenerCertificates",
      "elasticloadbalancing:RemoveTags",
      "elasticloadbalancing:SetIpAddressType",
      "elasticloadbalancing:SetRulePriorities",
      "elasticloadbalancing:SetSecurityGroups",
      "elasticloadbalancing:SetSubnets",
      "elasticloadbalancing:SetWebAcl",
    ]
    resources = [
      local.load_balancer_arn,
      "${local.elb_arn}:listener/app/${local.name}/*",
      "${local.elb_arn}:listener-rule/app/${local.name}/*",
    ]
  }

  # The controller invents the names of target groups, so these are identified by their tag.
  statement {
    sid       = "CreateOwnTargetGroups"
    actions   = ["elasticloadbalancing:CreateTargetGroup"]
    resources = ["${local.elb_arn}:targetgroup/*"]

    condition {
      test     = "StringEquals"
      variable = "aws:RequestTag/elbv2.k8s.aws/cluster"
      values   = [local.name]
    }
  }

  statement {
    sid       = "TagNewTargetGroups"
    actions   = ["elasticloadbalancing:AddTags"]
    resources = ["${local.elb_arn}:targetgroup/*"]

    condition {
      test     = "StringEquals"
      variable = "elasticloadbalancing:CreateAction"
      values   = ["CreateTargetGroup"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:RequestTag/elbv2.k8s.aws/cluster"
      values   = [local.name]
    }
  }

  statement {
    sid = "ManageOwnTargetGroups"
    actions = [
      "elasticloadbalancing:DeleteTargetGroup",
      "elasticloadbalancing:DeregisterTargets",
      "elasticloadbalancing:ModifyTargetGroup",
      "elasticloadbalancing:ModifyTargetGroupAttributes",
      "elasticloadbalancing:RegisterTargets",
    ]
    resources = ["${local.elb_arn}:targetgroup/*"]

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/elbv2.k8s.aws/cluster"
      values   = [local.name]
    }
  }

  statement {
    sid       = "RetagOwnTargetGroups"
    actions   = ["elasticloadbalancing:AddTags", "elasticloadbalancing:RemoveTags"]
    resources = ["${local.elb_arn}:targetgroup/*"]

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/elbv2.k8s.aws/cluster"
      values   = [local.name]
    }

    # The tag that says whose a target group is must not change after creation.
    condition {
      test     = "Null"
      variable = "aws:RequestTag/elbv2.k8s.aws/cluster"
      values   = ["true"]
    }
  }

  # By name, even if there is no web ACL now: one that was switched off must still be detached.
  statement {
    sid = "AttachOwnWebAcl"
    actions = [
      "wafv2:AssociateWebACL",
      "wafv2:DisassociateWebACL",
      "wafv2:GetWebACL",
      "wafv2:GetWebACLForResource",
    ]
    resources = [
      local.load_balancer_arn,
      "arn:aws:wafv2:${var.region}:${var.account_id}:regional/webacl/${local.name}/*",
    ]
  }

  # The first load balancer of an account needs it.
  statement {
    sid       = "CreateServiceLinkedRole"
    actions   = ["iam:CreateServiceLinkedRole"]
    resources = ["arn:aws:iam::${var.account_id}:role/aws-service-role/elasticloadbalancing.amazonaws.com/*"]

    condition {
      test     = "StringEquals"
      variable = "iam:AWSServiceName"
      values   = ["elasticloadbalancing.amazonaws.com"]
    }
  }
}

locals {
  elb_arn           = "arn:aws:elasticloadbalancing:${var.region}:${var.account_id}"
  load_balancer_arn = "${local.elb_arn}:loadbalancer/app/${local.name}/*"
}

# ExternalDNS: both environments share the public zone, and each may change only its own name there.
data "aws_iam_policy_document" "dns_records" {
  statement {
    sid       = "ChangeOwnRecords"
    actions   = ["route53:ChangeResourceRecordSets"]
    resources = ["arn:aws:route53:::hostedzone/${local.global.public_zone_id}"]

    condition {
      test     = "ForAllValues:StringEquals"
      variable = "route53:ChangeResourceRecordSetsNormalizedRecordNames"
      # In addition to the name: TXT records with its owner; for an alias they start with `cname-` in older versions and
      # with `a-` in newer ones.
      values = [for prefix in ["", "a-", "aaaa-", "cname-"] : "${prefix}${local.hostname}"]
    }

    condition {
      test     = "ForAllValues:StringEquals"
      variable = "route53:ChangeResourceRecordSetsRecordTypes"
      values   = ["A", "AAAA", "TXT"]
    }
  }

  statement {
    sid       = "ReadZone"
    actions   = ["route53:ListResourceRecordSets"]
    resources = ["arn:aws:route53:::hostedzone/${local.global.public_zone_id}"]
  }

  # Route 53 cannot limit it to resources; it returns names of zones, not their contents.
  statement {
    sid       = "FindZone"
    actions   = ["route53:ListHostedZones"]
    resources = ["*"]
  }
}
