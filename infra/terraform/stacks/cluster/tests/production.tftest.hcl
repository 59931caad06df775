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
    vpc_cidr                      = "10.0.0.0/16"
    pod_cidr                      = "100.64.0.0/16"
    nat_gateways                  = "single"
    interface_endpoints           = ["ssm", "ssmmessages"]
    interface_endpoint_zone_count = 1
    flow_log_retention_days       = 30
    bastion                       = { enabled = false, ssh_cidrs = [] }
  }
}

run "data" {
  module { source = "../data" }

  variables {
    kafka                       = { mode = "msk", version = "4.1.x.kraft", instance_type = "kafka.m7g.large", volume_size_gib = 50, max_volume_size_gib = 100 }
    database                    = { kind = "aurora", major_version = 17, instance_class = "db.r7g.large", max_connections = 600, backup_retention_days = 35, aurora_storage_type = "aurora" }
    disposable                  = false
    secret_recovery_window_days = 30
    alarm_emails                = ["platform@example.com"]
  }
}

run "production" {
  # --- nodes ---
  assert {
    condition = { for name, group in output.node_groups : name => [group.min, group.desired_at_start, group.max] } == {
      on-demand = [2, 3, 9]
      spot      = [2, 7, 21]
    }
    error_message = "Of 4, 10 and 30 nodes, 30 percent rounded up must be on-demand: ${jsonencode(output.node_groups)}"
  }

  # --- pods in a range of their own ---
  assert {
    condition = (
      jsondecode(aws_eks_addon.before_nodes["vpc-cni"].configuration_values).env.AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG == "true" &&
      jsondecode(aws_eks_addon.before_nodes["vpc-cni"].configuration_values).env.ENI_CONFIG_LABEL_DEF == "topology.kubernetes.io/zone"
    )
    error_message = "Pods must get addresses by the zone of their node: ${aws_eks_addon.before_nodes["vpc-cni"].configuration_values}"
  }

  assert {
    condition = jsondecode(aws_eks_addon.before_nodes["vpc-cni"].configuration_values).eniConfig == {
      create = true
      region = var.region
      subnets = {
        for zone in keys(local.network.subnet_ids.pods) : zone => {
          id             = local.network.subnet_ids.pods[zone]
          securityGroups = [local.network.security_group_ids.nodes]
        }
      }
    }
    error_message = "Each zone's pods must get addresses of that zone's pod subnet, in the nodes' group: ${aws_eks_addon.before_nodes["vpc-cni"].configuration_values}"
  }

  # --- access ---
  assert {
    condition = { for entry in aws_eks_access_entry.this : entry.principal_arn => join(",", entry.kubernetes_groups) } == merge(
      { for arn in var.cluster_admin_role_arns : arn => "" },
      { "arn:aws:iam::${var.account_id}:role/${var.project}-deploy-production" = "platform:deployers" },
    )
    error_message = "Only administrators and the pipeline of production may access the cluster."
  }

  # --- doors ---
  assert {
    condition     = length(module.bastion) == 0 && output.bastion_instance_id == null
    error_message = "The specification has no bastion in production."
  }

  assert {
    condition     = output.hostname == "${var.hostname_prefix}.platform.example.com"
    error_message = "Production's host name must start with api: ${output.hostname}"
  }

  assert {
    condition     = strcontains(output.web_acl_arn, ":regional/webacl/${var.project}-production/") && jsondecode(aws_ssm_parameter.handover.insecure_value).web_acl_arn == output.web_acl_arn
    error_message = "The Ingress must find the web ACL: ${output.web_acl_arn}"
  }

  assert {
    condition     = output.namespace == "production" && aws_ssm_parameter.handover.name == "/${var.project}/production/cluster"
    error_message = "Services must be in the namespace of their environment."
  }
}
