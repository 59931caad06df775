provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = ["111122223333"]
}

variables {
  name               = "spot"
  cluster_name       = "fairway-test"
  kubernetes_version = "1.36"
  node_role_arn      = "arn:aws:iam::111122223333:role/fairway-test-node"
  subnet_ids         = ["subnet-0a", "subnet-0b", "subnet-0c"]
  security_group_id  = "sg-0nodes"
  capacity_type      = "SPOT"
  architecture       = "x86_64"
  instance_types     = ["m7i.large", "m6i.large", "m6a.large", "m5.large"]
  nodes              = { min = 1, desired = 2, max = 4 }
  labels             = { "capacity-type" = "spot" }
  taints             = [{ key = "spot", value = "true", effect = "NoSchedule" }]
  volume_size_gib    = 50
  kms_key_arn        = "arn:aws:kms:us-east-1:111122223333:key/7f0c2f4e-0000-4000-8000-000000000000"
  tags               = { project = "fairway" }
}

run "keeps_pods_from_the_nodes_credentials" {
  assert {
    condition     = aws_launch_template.this.metadata_options[0].http_tokens == "required" && aws_launch_template.this.metadata_options[0].http_put_response_hop_limit == 1
    error_message = "Metadata must require a token, and must not leave the node."
  }

  assert {
    condition     = aws_launch_template.this.vpc_security_group_ids == toset(["sg-0nodes"])
    error_message = "Nodes must be in the given group only."
  }
}

run "encrypts_disks_with_the_given_key" {
  assert {
    condition     = aws_launch_template.this.block_device_mappings[0].device_name == "/dev/xvda"
    error_message = "The root disk of Amazon Linux is /dev/xvda; another name would add a second disk and leave the root unchanged."
  }

  assert {
    condition = (
      aws_launch_template.this.block_device_mappings[0].ebs[0].encrypted == "true" &&
      aws_launch_template.this.block_device_mappings[0].ebs[0].kms_key_id == var.kms_key_arn &&
      aws_launch_template.this.block_device_mappings[0].ebs[0].volume_type == "gp3" &&
      aws_launch_template.this.block_device_mappings[0].ebs[0].volume_size == 50
    )
    error_message = "The root disk must be gp3 with the given size and key."
  }
}

# EKS might merge our user data with its own, in an unspecified order.
run "leaves_the_pods_of_a_node_to_eks" {
  assert {
    condition     = aws_launch_template.this.user_data == null && aws_launch_template.this.image_id == null
    error_message = "The launch template must contain neither an image nor user data: only then does EKS limit the pods per node, and the stack counts addresses by that limit."
  }
}

run "takes_graviton" {
  command = plan

  variables {
    architecture   = "arm64"
    instance_types = ["m7g.large", "m6g.large", "m6gd.large", "m8g.large"]
  }

  assert {
    condition     = aws_eks_node_group.this.ami_type == "AL2023_ARM_64_STANDARD"
    error_message = "Graviton must get its own image: ${aws_eks_node_group.this.ami_type}"
  }
}

run "is_spot_tainted_and_replaceable" {
  assert {
    condition     = aws_eks_node_group.this.capacity_type == "SPOT" && aws_eks_node_group.this.ami_type == "AL2023_x86_64_STANDARD" && aws_eks_node_group.this.version == "1.36"
    error_message = "The group must be spot, on Amazon Linux 2023, at the cluster's version."
  }

  assert {
    condition     = [for taint in aws_eks_node_group.this.taint : "${taint.key}=${taint.value}:${taint.effect}"] == ["spot=true:NO_SCHEDULE"]
    error_message = "Only pods that tolerate spot may run here."
  }

  assert {
    condition     = startswith(aws_eks_node_group.this.node_group_name, "spot-") && aws_eks_node_group.this.node_group_name != "spot-"
    error_message = "A suffix must let a new group exist beside the old one."
  }

  assert {
    condition     = one(aws_eks_node_group.this.node_repair_config).enabled && one(aws_eks_node_group.this.update_config).max_unavailable_percentage == 33
    error_message = "Broken nodes must be replaced, and an update must replace a third at a time."
  }

  assert {
    condition     = one(aws_eks_node_group.this.scaling_config).min_size == 1 && one(aws_eks_node_group.this.scaling_config).desired_size == 2 && one(aws_eks_node_group.this.scaling_config).max_size == 4
    error_message = "The group must have the given bounds."
  }

  assert {
    condition     = toset(flatten([for specification in aws_launch_template.this.tag_specifications : [for key, value in specification.tags : "${specification.resource_type} ${key}=${value}"]])) == toset(flatten([for type in ["instance", "network-interface", "volume"] : ["${type} Name=fairway-test-spot", "${type} project=fairway"]]))
    error_message = "Launched resources must have the tags."
  }
}

run "tells_the_autoscaler_what_a_node_would_be" {
  assert {
    condition = { for key, resource in aws_autoscaling_group_tag.this : key => resource.tag[0].value } == {
      "k8s.io/cluster-autoscaler/enabled"                           = "true"
      "k8s.io/cluster-autoscaler/fairway-test"                      = "owned"
      "k8s.io/cluster-autoscaler/node-template/label/capacity-type" = "spot"
      "k8s.io/cluster-autoscaler/node-template/taint/spot"          = "true:NoSchedule"
    }
    error_message = "The autoscaler must find the Auto Scaling group and read its labels and taints."
  }
}

run "leaves_the_number_of_nodes_to_the_autoscaler" {
  variables { nodes = { min = 1, desired = 3, max = 4 } }

  assert {
    condition     = one(aws_eks_node_group.this.scaling_config).desired_size == 2
    error_message = "After the first apply, desired must not change."
  }
}

run "takes_one_type_on_demand" {
  command = plan

  variables {
    capacity_type  = "ON_DEMAND"
    instance_types = ["m6i.large"]
    taints         = []
  }

  assert {
    condition     = aws_eks_node_group.this.instance_types == tolist(["m6i.large"]) && length(aws_eks_node_group.this.taint) == 0
    error_message = "On-demand capacity does not run out as spot does: one type is enough, without a taint."
  }
}
