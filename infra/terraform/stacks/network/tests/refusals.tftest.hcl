# Runs with the variables of dev. In each run, each variable is wrong in one way, and every one of them must be
# rejected.
run "refuses_values_that_aws_or_the_platform_does_not_know" {
  command = plan

  variables {
    project                       = "a-project-that-is-too-long"
    region                        = "Virginia"
    account_id                    = "11122223333" # lost a zero
    repository                    = "https://github.com/example/fairway"
    nat_gateways                  = "2"
    interface_endpoint_zone_count = 0
    flow_log_retention_days       = 45
  }

  expect_failures = [
    var.project,
    var.region,
    var.account_id,
    var.repository,
    var.nat_gateways,
    var.interface_endpoint_zone_count,
    var.flow_log_retention_days,
  ]
}

run "refuses_an_environment_that_the_catalogue_does_not_know" {
  command = plan
  variables { environment = "staging" }
  expect_failures = [var.environment]
}

run "refuses_ranges_outside_the_private_ones" {
  command = plan

  variables {
    vpc_cidr = "172.32.0.0/16"
    pod_cidr = "100.128.0.0/16"
  }

  expect_failures = [var.vpc_cidr, var.pod_cidr]
}

run "refuses_ranges_of_another_size" {
  command = plan

  variables {
    vpc_cidr = "10.1.0.0/20"
    pod_cidr = "100.64.0.0/24"
  }

  expect_failures = [var.vpc_cidr, var.pod_cidr]
}

run "refuses_ranges_that_are_none_and_pods_in_the_range_of_a_vpc" {
  command = plan

  variables {
    vpc_cidr = "10.256.0.0/16"
    pod_cidr = "10.2.0.0/16"
  }

  expect_failures = [var.vpc_cidr, var.pod_cidr]
}

run "refuses_two_zones" {
  command = plan
  variables { availability_zones = ["${var.region}a", "${var.region}b"] }
  expect_failures = [var.availability_zones]
}

run "refuses_a_zone_twice" {
  command = plan
  variables { availability_zones = ["${var.region}a", "${var.region}b", "${var.region}b"] }
  expect_failures = [var.availability_zones]
}

run "refuses_a_zone_of_another_region" {
  command = plan
  variables { availability_zones = ["${var.region}a", "${var.region}b", "mars-north-1c"] }
  expect_failures = [var.availability_zones]
}

run "refuses_an_endpoint_that_is_not_known" {
  command = plan
  variables { interface_endpoints = ["ssm", "ssmmessages", "ecr-api"] }
  expect_failures = [var.interface_endpoints]
}

run "refuses_ssh_from_everywhere" {
  command = plan
  variables { bastion = { enabled = true, ssh_cidrs = ["0.0.0.0/0"] } }
  expect_failures = [var.bastion]
}

run "refuses_ssh_from_everywhere_by_ipv6" {
  command = plan
  variables { bastion = { enabled = true, ssh_cidrs = ["::/0"] } }
  expect_failures = [var.bastion]
}

run "refuses_ssh_from_more_than_an_office" {
  command = plan
  variables { bastion = { enabled = true, ssh_cidrs = ["203.0.112.0/23"] } }
  expect_failures = [var.bastion]
}

run "refuses_ssh_from_a_range_that_starts_in_its_middle" {
  command = plan
  variables { bastion = { enabled = true, ssh_cidrs = ["203.0.113.7/24"] } }
  expect_failures = [var.bastion]
}

run "refuses_ssh_to_no_bastion" {
  command = plan
  variables { bastion = { enabled = false, ssh_cidrs = ["203.0.113.7/32"] } }
  expect_failures = [var.bastion]
}

run "refuses_a_bastion_that_cannot_reach_ssm" {
  command = plan
  variables { interface_endpoints = ["ecr.api", "ecr.dkr", "secretsmanager", "ssm", "sts"] }
  expect_failures = [var.bastion]
}

run "refuses_postgresql_for_no_bastion" {
  command = plan
  variables { bastion = { enabled = false, ssh_cidrs = [], database_access = true } }
  expect_failures = [var.bastion]
}
