locals {
  # The autoscaler writes effects as Kubernetes does; EKS writes them differently.
  eks_taint_effects = { NoSchedule = "NO_SCHEDULE", PreferNoSchedule = "PREFER_NO_SCHEDULE", NoExecute = "NO_EXECUTE" }

  ami_types = { arm64 = "AL2023_ARM_64_STANDARD", x86_64 = "AL2023_x86_64_STANDARD" }

  # What the Cluster Autoscaler reads from the group: that it may scale it, and the labels and taints of a new node. EKS
  # does not copy these to the Auto Scaling group.
  autoscaler_tags = merge(
    {
      "k8s.io/cluster-autoscaler/enabled"             = "true"
      "k8s.io/cluster-autoscaler/${var.cluster_name}" = "owned"
    },
    { for key, value in var.labels : "k8s.io/cluster-autoscaler/node-template/label/${key}" => value },
    { for taint in var.taints : "k8s.io/cluster-autoscaler/node-template/taint/${taint.key}" => "${taint.value}:${taint.effect}" },
  )
}

resource "aws_launch_template" "this" {
  name_prefix            = "${var.cluster_name}-${var.name}-"
  update_default_version = true
  vpc_security_group_ids = [var.security_group_id]

  metadata_options {
    http_endpoint = "enabled"
    http_tokens   = "required"
    # One hop ends at the node: a pod cannot fetch the node's credentials.
    http_put_response_hop_limit = 1
  }

  block_device_mappings {
    device_name = "/dev/xvda"

    ebs {
      volume_type           = "gp3"
      volume_size           = var.volume_size_gib
      encrypted             = true
      kms_key_id            = var.kms_key_arn
      delete_on_termination = true
    }
  }

  monitoring {
    enabled = true
  }

  # The provider's default tags only reach the template; what is launched from it gets its tags here.
  dynamic "tag_specifications" {
    for_each = toset(["instance", "network-interface", "volume"])

    content {
      resource_type = tag_specifications.value
      tags          = merge(var.tags, { Name = "${var.cluster_name}-${var.name}" })
    }
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_eks_node_group" "this" {
  cluster_name           = var.cluster_name
  node_group_name_prefix = "${var.name}-"
  node_role_arn          = var.node_role_arn
  subnet_ids             = var.subnet_ids
  version                = var.kubernetes_version
  ami_type               = local.ami_types[var.architecture]
  capacity_type          = var.capacity_type
  instance_types         = var.instance_types
  labels                 = var.labels

  launch_template {
    id      = aws_launch_template.this.id
    version = aws_launch_template.this.latest_version
  }

  scaling_config {
    min_size     = var.nodes.min
    desired_size = var.nodes.desired
    max_size     = var.nodes.max
  }

  update_config {
    max_unavailable_percentage = 33
  }

  # The add-on eks-node-monitoring-agent reports failures (kernel, disk, network) beyond a kubelet that does not answer.
  node_repair_config {
    enabled = true
  }

  dynamic "taint" {
    for_each = var.taints

    content {
      key    = taint.value.key
      value  = taint.value.value
      effect = local.eks_taint_effects[taint.value.effect]
    }
  }

  lifecycle {
    # Other instance types or subnets need a new group, which must take the pods before the old one is deleted.
    create_before_destroy = true
    # The autoscaler owns it from the start; an apply would delete nodes that are in use.
    ignore_changes = [scaling_config[0].desired_size]
  }
}

resource "aws_autoscaling_group_tag" "this" {
  for_each = local.autoscaler_tags

  autoscaling_group_name = aws_eks_node_group.this.resources[0].autoscaling_groups[0].name

  tag {
    key                 = each.key
    value               = each.value
    propagate_at_launch = false
  }
}
