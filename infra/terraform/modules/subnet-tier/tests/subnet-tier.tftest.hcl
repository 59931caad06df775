provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = ["111122223333"]
}

variables {
  name            = "fairway-test-data"
  vpc_id          = "vpc-0a1b2c3d4e5f60718"
  cidr_blocks     = { "us-east-1a" = "10.9.31.0/24", "us-east-1b" = "10.9.32.0/26" }
  route_table_ids = { "us-east-1a" = "rtb-0aaaaaaaaaaaaaaaa", "us-east-1b" = "rtb-0bbbbbbbbbbbbbbbb" }
  tags            = { "kubernetes.io/role/elb" = "1" }
}

run "puts_one_private_subnet_into_each_zone" {
  assert {
    condition     = { for subnet in aws_subnet.this : subnet.availability_zone => subnet.cidr_block } == { "us-east-1a" = "10.9.31.0/24", "us-east-1b" = "10.9.32.0/26" }
    error_message = "Each zone must get its own range."
  }

  assert {
    condition     = alltrue([for subnet in aws_subnet.this : subnet.map_public_ip_on_launch == false])
    error_message = "No subnet may assign public addresses by itself."
  }

  assert {
    condition     = aws_subnet.this["us-east-1b"].tags == tomap({ "Name" = "fairway-test-data-us-east-1b", "kubernetes.io/role/elb" = "1" })
    error_message = "A subnet must have its name and the given tags: ${jsonencode(aws_subnet.this["us-east-1b"].tags)}"
  }
}

run "hands_out_subnets_with_their_routes" {
  assert {
    condition     = output.ids == { for zone, subnet in aws_subnet.this : zone => subnet.id }
    error_message = "ids must be those of the subnets."
  }

  assert {
    condition     = tomap(output.route_table_ids) == var.route_table_ids
    error_message = "Each subnet must be associated with the table that was given for its zone."
  }

  assert {
    condition     = output.address_count == 251 + 59
    error_message = "AWS reserves five addresses per subnet: a /24 and a /26 give 310, not ${output.address_count}."
  }
}

run "refuses_a_name_that_is_none" {
  command = plan
  variables { name = "Data tier" }
  expect_failures = [var.name]
}

run "refuses_what_is_no_vpc" {
  command = plan
  variables { vpc_id = "fairway-test" }
  expect_failures = [var.vpc_id]
}

run "refuses_a_tier_without_zones" {
  command = plan

  variables {
    cidr_blocks     = {}
    route_table_ids = {}
  }

  expect_failures = [var.cidr_blocks]
}

run "refuses_a_range_that_starts_in_its_middle" {
  command = plan
  variables { cidr_blocks = { "us-east-1a" = "10.9.31.7/24", "us-east-1b" = "10.9.32.0/24" } }
  expect_failures = [var.cidr_blocks]
}

run "refuses_a_range_too_small_for_aws" {
  command = plan
  variables { cidr_blocks = { "us-east-1a" = "10.9.31.0/29", "us-east-1b" = "10.9.32.0/24" } }
  expect_failures = [var.cidr_blocks]
}

run "refuses_a_zone_without_routes" {
  command = plan
  variables { route_table_ids = { "us-east-1a" = "rtb-0aaaaaaaaaaaaaaaa" } }
  expect_failures = [var.route_table_ids]
}

run "refuses_a_second_name" {
  command = plan
  variables { tags = { Name = "other" } }
  expect_failures = [var.tags]
}
