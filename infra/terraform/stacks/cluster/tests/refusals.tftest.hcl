# What each input rejects. Runs with the tfvars of dev, on a network without a bastion. A plan of this stack takes a
# while, so a run rejects several inputs at once: each of them must fail, and appears once for each value that it
# rejects.

run "bootstrap" {
  module { source = "../bootstrap" }
}

run "global" {
  module { source = "../global" }

  variables {
    github                     = { owner_id = "1", repository_id = "2" }
    domain_name                = "platform.example.com"
    monthly_budgets_usd        = { dev = 1, production = 1 }
    account_monthly_budget_usd = 2
    budget_emails              = ["platform@example.com"]
    cost_anomaly_monitor       = "none"
  }
}

run "network" {
  module { source = "../network" }

  variables {
    vpc_cidr                      = "10.1.0.0/16"
    pod_cidr                      = null
    nat_gateways                  = "single"
    interface_endpoints           = []
    interface_endpoint_zone_count = 1
    flow_log_retention_days       = 30
    bastion                       = { enabled = false, ssh_cidrs = [] }
  }
}

run "data" {
  module { source = "../data" }

  variables {
    kafka                       = { mode = "msk", version = "4.1.x.kraft", instance_type = "kafka.m7g.large", volume_size_gib = 50, max_volume_size_gib = 100 }
    database                    = { kind = "instance", major_version = 17, instance_class = "db.t4g.small", max_connections = 150, backup_retention_days = 7, volume_size_gib = 20, max_volume_size_gib = 100 }
    disposable                  = true
    secret_recovery_window_days = 7
    alarm_emails                = []
  }
}

run "refuses_names_that_are_none" {
  command = plan

  variables {
    project     = "Fairway"
    environment = "staging"
    region      = "virginia"
    account_id  = "fairway"
    repository  = "fairway"
  }

  expect_failures = [var.project, var.environment, var.region, var.account_id, var.repository]
}

run "refuses_unknown_choices" {
  command = plan

  variables {
    kubernetes_version  = "1.30"
    log_retention_days  = 31
    node_autoscaler     = "autoscaler"
    pod_identity_mode   = "kiam"
    hostname_prefix     = "api.dev"
    node_instance_types = ["m7i.large", "m6i.large", "m6a.large", "m5.large"]
    node_architecture   = "arm"
  }

  expect_failures = [var.kubernetes_version, var.log_retention_days, var.node_autoscaler, var.pod_identity_mode, var.hostname_prefix, var.node_architecture]
}

run "refuses_too_little" {
  command = plan

  variables {
    cluster_admin_role_arns = []
    node_capacity           = { min = 1, desired = 3, max = 6 }
    on_demand_percent       = 29
    node_volume_size_gib    = 8
  }

  expect_failures = [var.cluster_admin_role_arns, var.node_capacity, var.on_demand_percent, var.node_volume_size_gib]
}

run "refuses_too_much" {
  command = plan

  variables {
    api_public_cidrs          = ["0.0.0.0/0"]
    on_demand_percent         = 101
    node_volume_size_gib      = 4000
    bastion_public_ip_enabled = true
  }

  expect_failures = [var.api_public_cidrs, var.on_demand_percent, var.node_volume_size_gib, var.bastion_public_ip_enabled]
}

run "refuses_what_is_nearly_right" {
  command = plan

  variables {
    api_public_cidrs        = ["203.0.113.7/32", "128.0.0.0/1"]
    cluster_admin_role_arns = ["arn:aws:iam::${var.account_id}:user/somebody"]
    node_instance_types     = ["t2.large", "t3.large", "t3a.large", "t4g.large"]
  }

  expect_failures = [var.api_public_cidrs, var.cluster_admin_role_arns, var.node_instance_types]
}

run "refuses_fewer_nodes_than_the_minimum" {
  command = plan

  variables {
    node_capacity    = { min = 4, desired = 3, max = 6 }
    api_public_cidrs = ["203.0.113.7/24"]
  }

  expect_failures = [var.node_capacity, var.api_public_cidrs]
}

run "refuses_more_nodes_than_the_maximum" {
  command = plan

  variables {
    node_capacity = { min = 2, desired = 7, max = 6 }
  }

  expect_failures = [var.node_capacity]
}

# The check of node_capacity needs valid types, so types are rejected without it.
run "refuses_one_type_twice" {
  command = plan
  variables { node_instance_types = ["m7g.large", "m6g.large", "m8g.large", "m8g.large"] }
  expect_failures = [var.node_instance_types]
}

run "refuses_types_of_different_size" {
  command = plan
  variables { node_instance_types = ["m7g.large", "m6g.large", "m8g.large", "m6gd.xlarge"] }
  expect_failures = [var.node_instance_types]
}

run "refuses_types_of_different_memory" {
  command = plan
  variables { node_instance_types = ["m7g.large", "m6g.large", "m8g.large", "c6g.large"] }
  expect_failures = [var.node_instance_types]
}

run "refuses_x86_on_graviton" {
  command = plan
  variables { node_instance_types = ["m7i.large", "m6i.large", "m6a.large", "m5.large"] }
  expect_failures = [var.node_instance_types]
}

run "refuses_half_a_node" {
  command = plan

  variables {
    node_capacity = { min = 2, desired = 2.5, max = 6 }
  }

  expect_failures = [var.node_capacity]
}

# 6 x (16 x 8 + 2) = 780 addresses; five nodes use 650.
run "refuses_more_nodes_than_the_private_subnets_hold" {
  command = plan
  variables { node_capacity = { min = 2, desired = 3, max = 6 } }
  expect_failures = [var.node_capacity]
}

# 250 pods from 30 vCPUs on: 3 x (16 x 17 + 2) = 822 addresses.
run "refuses_larger_nodes_than_the_private_subnets_hold" {
  command = plan

  variables {
    node_capacity       = { min = 2, desired = 3, max = 3 }
    node_instance_types = ["m7g.8xlarge", "m6g.8xlarge", "m8g.8xlarge", "m6gd.8xlarge"]
  }

  expect_failures = [var.node_capacity]
}

# 5 x (16 x 8 + 1) = 645 addresses, while the private subnets have room for the nodes.
run "refuses_more_pods_than_their_own_range_holds" {
  command = plan

  override_data {
    target = data.aws_ssm_parameter.network

    values = {
      insecure_value = <<-EOT
        {
          "subnet_ids": { "public": {}, "private": { "zone-a": "subnet-0a" }, "control_plane": { "zone-a": "subnet-0b", "zone-b": "subnet-0c" }, "pods": { "zone-a": "subnet-0d" } },
          "private_address_count": 753,
          "pod_address_count": 644,
          "vpc_id": "vpc-0",
          "security_group_ids": { "nodes": "sg-0nodes", "control_plane": "sg-0control", "bastion": null, "runner": null }
        }
      EOT
    }
  }

  expect_failures = [var.node_capacity]
}
