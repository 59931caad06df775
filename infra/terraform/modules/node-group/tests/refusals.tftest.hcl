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
  volume_size_gib    = 50
  kms_key_arn        = "arn:aws:kms:us-east-1:111122223333:key/7f0c2f4e-0000-4000-8000-000000000000"
  tags               = { project = "fairway" }
}

run "refuses_a_name_too_long_for_eks" {
  command = plan
  variables { name = "spot-nodes-of-the-flexible-workloads-too" }
  expect_failures = [var.name]
}

run "refuses_no_cluster" {
  command = plan
  variables { cluster_name = "" }
  expect_failures = [var.cluster_name]
}

run "refuses_a_patch_version" {
  command = plan
  variables { kubernetes_version = "1.36.2" }
  expect_failures = [var.kubernetes_version]
}

run "refuses_a_role_without_account" {
  command = plan
  variables { node_role_arn = "fairway-test-node" }
  expect_failures = [var.node_role_arn]
}

run "refuses_no_subnets" {
  command = plan
  variables { subnet_ids = [] }
  expect_failures = [var.subnet_ids]
}

run "refuses_what_is_no_security_group" {
  command = plan
  variables { security_group_id = "nodes" }
  expect_failures = [var.security_group_id]
}

run "refuses_an_unknown_capacity" {
  command = plan
  variables { capacity_type = "spot" }
  expect_failures = [var.capacity_type]
}

run "refuses_burstable_types" {
  command = plan
  variables { instance_types = ["t3.large", "t3a.large", "t2.large", "t3.large"] }
  expect_failures = [var.instance_types]
}

run "refuses_an_unknown_architecture" {
  command = plan
  variables { architecture = "arm" }
  expect_failures = [var.architecture]
}

run "refuses_graviton_on_x86" {
  command = plan
  variables { instance_types = ["m7g.large", "m6g.large", "m6gd.large", "m8g.large"] }
  expect_failures = [var.instance_types]
}

run "refuses_x86_on_graviton" {
  command = plan

  variables {
    architecture   = "arm64"
    instance_types = ["m7g.large", "m6g.large", "m6gd.large", "m7i.large"]
  }

  expect_failures = [var.instance_types]
}

run "refuses_generations_without_trunk_interfaces" {
  command = plan
  variables { instance_types = ["m4.large", "m5.large", "m6i.large", "m7i.large"] }
  expect_failures = [var.instance_types]
}

run "refuses_types_of_different_size" {
  command = plan
  variables { instance_types = ["m7i.large", "m6i.large", "m6a.large", "m5.xlarge"] }
  expect_failures = [var.instance_types]
}

run "refuses_types_of_different_memory" {
  command = plan
  variables { instance_types = ["m7i.large", "m6i.large", "m6a.large", "r5.large"] }
  expect_failures = [var.instance_types]
}

run "refuses_too_few_pools_of_spot" {
  command = plan
  variables { instance_types = ["m7i.large", "m6i.large", "m6a.large", "m6a.large"] }
  expect_failures = [var.instance_types]
}

run "refuses_bounds_in_the_wrong_order" {
  command = plan
  variables { nodes = { min = 3, desired = 2, max = 4 } }
  expect_failures = [var.nodes]
}

run "refuses_less_than_no_nodes" {
  command = plan
  variables { nodes = { min = -1, desired = 2, max = 4 } }
  expect_failures = [var.nodes]
}

run "refuses_more_nodes_than_the_maximum" {
  command = plan
  variables { nodes = { min = 1, desired = 5, max = 4 } }
  expect_failures = [var.nodes]
}

run "refuses_a_maximum_of_none" {
  command = plan
  variables { nodes = { min = 0, desired = 0, max = 0 } }
  expect_failures = [var.nodes]
}

run "refuses_a_label_that_kubernetes_refuses" {
  command = plan
  variables { labels = { "capacity-type" = "spot or not" } }
  expect_failures = [var.labels]
}

run "refuses_an_effect_that_kubernetes_does_not_know" {
  command = plan
  variables { taints = [{ key = "spot", value = "true", effect = "NO_SCHEDULE" }] }
  expect_failures = [var.taints]
}

run "refuses_a_disk_too_small_for_the_images" {
  command = plan
  variables { volume_size_gib = 8 }
  expect_failures = [var.volume_size_gib]
}

run "refuses_a_disk_out_of_proportion" {
  command = plan
  variables { volume_size_gib = 4000 }
  expect_failures = [var.volume_size_gib]
}

run "refuses_what_is_no_key" {
  command = plan
  variables { kms_key_arn = "alias/volumes" }
  expect_failures = [var.kms_key_arn]
}

run "refuses_tags_of_aws" {
  command = plan
  variables { tags = { "aws:project" = "fairway" } }
  expect_failures = [var.tags]
}
