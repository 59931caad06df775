provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = ["111122223333"]
}

variables {
  permissions_boundary_arn = "arn:aws:iam::111122223333:policy/fairway-boundary-test"

  name              = "fairway-test-bastion"
  subnet_id         = "subnet-0public"
  security_group_id = "sg-0bastion"
  public_ip_enabled = false
  cluster_arn       = "arn:aws:eks:us-east-1:111122223333:cluster/fairway-test"
  kms_key_arn       = "arn:aws:kms:us-east-1:111122223333:key/7f0c2f4e-0000-4000-8000-000000000000"
}

run "is_bare_and_closed" {
  assert {
    condition     = aws_instance.this.associate_public_ip_address == false && aws_instance.this.user_data == null
    error_message = "No public address, and nothing installed."
  }

  assert {
    condition     = aws_instance.this.metadata_options[0].http_tokens == "required" && aws_instance.this.metadata_options[0].http_put_response_hop_limit == 1
    error_message = "Metadata must require a token."
  }

  assert {
    condition     = aws_instance.this.root_block_device[0].encrypted && aws_instance.this.root_block_device[0].kms_key_id == var.kms_key_arn
    error_message = "The disk must be encrypted with the given key."
  }

  assert {
    condition     = aws_instance.this.vpc_security_group_ids == toset(["sg-0bastion"]) && aws_instance.this.subnet_id == "subnet-0public"
    error_message = "It must be in the given subnet, in the given group only."
  }
}

run "may_only_answer_session_manager_and_read_its_cluster" {
  assert {
    condition     = aws_iam_role.this.permissions_boundary == var.permissions_boundary_arn
    error_message = "The role must have the environment's boundary."
  }

  assert {
    condition     = aws_iam_role_policy_attachment.session_manager.policy_arn == "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
    error_message = "Session Manager must be able to connect."
  }

  assert {
    condition     = [for statement in jsondecode(aws_iam_role_policy.kubeconfig.policy).Statement : "${statement.Effect} ${statement.Action} ${statement.Resource}"] == ["Allow eks:DescribeCluster ${var.cluster_arn}"]
    error_message = "It may read only its own cluster's address: ${aws_iam_role_policy.kubeconfig.policy}"
  }
}

run "has_a_public_address_for_ssh" {
  command = plan
  variables { public_ip_enabled = true }

  assert {
    condition     = aws_instance.this.associate_public_ip_address
    error_message = "SSH from outside needs a public address."
  }
}

run "refuses_a_name_that_iam_refuses" {
  command = plan
  variables { name = "Fairway Bastion" }
  expect_failures = [var.name]
}

run "refuses_what_is_no_subnet" {
  command = plan
  variables { subnet_id = "public" }
  expect_failures = [var.subnet_id]
}

run "refuses_what_is_no_security_group" {
  command = plan
  variables { security_group_id = "bastion" }
  expect_failures = [var.security_group_id]
}

run "refuses_what_is_no_cluster" {
  command = plan
  variables { cluster_arn = "fairway-test" }
  expect_failures = [var.cluster_arn]
}

run "refuses_what_is_no_key" {
  command = plan
  variables { kms_key_arn = "alias/volumes" }
  expect_failures = [var.kms_key_arn]
}

run "refuses_a_policy_of_aws_as_boundary" {
  command = plan
  variables { permissions_boundary_arn = "arn:aws:iam::aws:policy/AdministratorAccess" }
  expect_failures = [var.permissions_boundary_arn]
}
