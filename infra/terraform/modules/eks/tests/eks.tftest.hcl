provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = ["111122223333"]
}

variables {
  permissions_boundary_arn = "arn:aws:iam::111122223333:policy/fairway-boundary-test"

  name                = "fairway-test"
  kubernetes_version  = "1.36"
  subnet_ids          = ["subnet-0a", "subnet-0b", "subnet-0c"]
  security_group_id   = "sg-0control"
  api_public_cidrs    = []
  kms_key_arn         = "arn:aws:kms:us-east-1:111122223333:key/7f0c2f4e-0000-4000-8000-000000000000"
  log_retention_days  = 30
  deletion_protection = true
}

run "is_private_audited_and_encrypted" {
  assert {
    condition     = aws_eks_cluster.this.vpc_config[0].endpoint_private_access && !aws_eks_cluster.this.vpc_config[0].endpoint_public_access
    error_message = "Without named addresses, the API must be reachable only from inside the VPC."
  }

  assert {
    condition     = aws_eks_cluster.this.vpc_config[0].subnet_ids == toset(var.subnet_ids) && aws_eks_cluster.this.vpc_config[0].security_group_ids == toset(["sg-0control"])
    error_message = "The control plane must be in the given subnets and the given group."
  }

  assert {
    condition     = aws_eks_cluster.this.enabled_cluster_log_types == toset(["api", "audit", "authenticator", "controllerManager", "scheduler"])
    error_message = "All five logs must be on."
  }

  assert {
    condition     = aws_cloudwatch_log_group.this.name == "/aws/eks/fairway-test/cluster" && aws_cloudwatch_log_group.this.retention_in_days == 30 && aws_cloudwatch_log_group.this.kms_key_id == var.kms_key_arn
    error_message = "The log group must be the one that EKS writes to, with an expiry and a key."
  }

  assert {
    condition     = aws_eks_cluster.this.encryption_config[0].resources == toset(["secrets"]) && aws_eks_cluster.this.encryption_config[0].provider[0].key_arn == var.kms_key_arn
    error_message = "Secrets of Kubernetes must be encrypted with the given key."
  }

  assert {
    condition     = aws_eks_cluster.this.access_config[0].authentication_mode == "API" && aws_eks_cluster.this.access_config[0].bootstrap_cluster_creator_admin_permissions == false
    error_message = "Only access entries may grant access, even to the creator."
  }

  assert {
    condition     = aws_eks_cluster.this.upgrade_policy[0].support_type == "STANDARD" && aws_eks_cluster.this.deletion_protection && aws_eks_cluster.this.zonal_shift_config[0].enabled
    error_message = "The cluster must refuse extended support, protect itself from deletion, and be able to leave a zone."
  }

  assert {
    condition     = aws_eks_cluster.this.bootstrap_self_managed_addons == false
    error_message = "EKS must install no add-on by itself."
  }

  assert {
    condition     = aws_iam_openid_connect_provider.this.client_id_list == toset(["sts.amazonaws.com"]) && aws_iam_openid_connect_provider.this.url == aws_eks_cluster.this.identity[0].oidc[0].issuer
    error_message = "IAM must trust this cluster's issuer, for tokens with STS as their audience."
  }
}

run "gives_its_roles_what_they_need_and_no_more" {
  assert {
    condition     = aws_iam_role.cluster.permissions_boundary == var.permissions_boundary_arn && aws_iam_role.node.permissions_boundary == var.permissions_boundary_arn
    error_message = "Both roles must have the environment's boundary."
  }

  assert {
    condition = sort([for attachment in aws_iam_role_policy_attachment.node : attachment.policy_arn]) == tolist([
      "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly",
      "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy",
      "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
    ])
    error_message = "The nodes' role must join, pull images and allow Session Manager; the CNI's own role manages the network."
  }

  assert {
    condition = sort([for attachment in aws_iam_role_policy_attachment.cluster : attachment.policy_arn]) == tolist([
      "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy",
      "arn:aws:iam::aws:policy/AmazonEKSVPCResourceController",
    ])
    error_message = "The cluster needs the resource controller's rights for security groups of pods."
  }

  assert {
    condition     = jsondecode(aws_iam_role.node.assume_role_policy).Statement[0].Principal.Service == "ec2.amazonaws.com" && jsondecode(aws_iam_role.cluster.assume_role_policy).Statement[0].Principal.Service == "eks.amazonaws.com"
    error_message = "The nodes' role must be for instances, the cluster's for EKS."
  }

  assert {
    condition     = output.node_role_name == "fairway-test-node" && aws_iam_role.cluster.name == "fairway-test-cluster"
    error_message = "Roles must be named after the cluster."
  }
}

run "opens_to_named_addresses_only" {
  variables { api_public_cidrs = ["203.0.113.7/32"] }

  assert {
    condition     = aws_eks_cluster.this.vpc_config[0].endpoint_public_access && aws_eks_cluster.this.vpc_config[0].public_access_cidrs == toset(["203.0.113.7/32"])
    error_message = "The public endpoint must be open to the named address only."
  }

  assert {
    condition     = aws_eks_cluster.this.vpc_config[0].endpoint_private_access
    error_message = "Nodes must still reach the API from inside the VPC."
  }
}

run "refuses_a_name_too_long_for_its_roles" {
  command = plan
  variables { name = "a-name-that-is-longer-than-fifty-six-characters-in-all-of-it" }
  expect_failures = [var.name]
}

run "refuses_a_patch_version" {
  command = plan
  variables { kubernetes_version = "1.36.2" }
  expect_failures = [var.kubernetes_version]
}

run "refuses_a_single_subnet" {
  command = plan
  variables { subnet_ids = ["subnet-0a", "subnet-0a"] }
  expect_failures = [var.subnet_ids]
}

run "refuses_what_is_no_security_group" {
  command = plan
  variables { security_group_id = "control-plane" }
  expect_failures = [var.security_group_id]
}

run "refuses_the_whole_internet" {
  command = plan
  variables { api_public_cidrs = ["0.0.0.0/0"] }
  expect_failures = [var.api_public_cidrs]
}

run "refuses_half_the_internet" {
  command = plan
  variables { api_public_cidrs = ["203.0.113.7/32", "128.0.0.0/1"] }
  expect_failures = [var.api_public_cidrs]
}

run "refuses_a_range_that_starts_in_its_middle" {
  command = plan
  variables { api_public_cidrs = ["203.0.113.7/24"] }
  expect_failures = [var.api_public_cidrs]
}

run "refuses_what_is_no_key" {
  command = plan
  variables { kms_key_arn = "alias/cluster" }
  expect_failures = [var.kms_key_arn]
}

run "refuses_a_retention_that_cloudwatch_does_not_know" {
  command = plan
  variables { log_retention_days = 31 }
  expect_failures = [var.log_retention_days]
}

run "refuses_a_policy_of_aws_as_boundary" {
  command = plan
  variables { permissions_boundary_arn = "arn:aws:iam::aws:policy/AdministratorAccess" }
  expect_failures = [var.permissions_boundary_arn]
}
