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
    interface_endpoints           = ["ssm", "ssmmessages"]
    interface_endpoint_zone_count = 1
    flow_log_retention_days       = 30
    bastion                       = { enabled = true, ssh_cidrs = [] }
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

run "dev" {
  # --- nodes ---
  assert {
    condition = { for name, group in output.node_groups : name => [group.min, group.desired_at_start, group.max] } == {
      on-demand = [1, 1, 2]
      spot      = [1, 2, 3]
    }
    error_message = "Of 2, 3 and 5 nodes, 30 percent rounded up must be on-demand: ${jsonencode(output.node_groups)}"
  }

  assert {
    condition = { for name, group in output.node_groups : name => { capacity = group.capacity_type, labels = group.labels, taints = group.taints } } == {
      on-demand = { capacity = "ON_DEMAND", labels = tomap({ "capacity-type" = "on-demand", "workload-type" = "critical" }), taints = [] }
      spot      = { capacity = "SPOT", labels = tomap({ "capacity-type" = "spot", "workload-type" = "flexible" }), taints = ["spot=true:NO_SCHEDULE"] }
    }
    error_message = "Manifests place pods with these labels and this taint: ${jsonencode(output.node_groups)}"
  }

  # --- add-ons ---
  assert {
    condition     = { for name, addon in merge(aws_eks_addon.before_nodes, aws_eks_addon.on_nodes) : name => addon.addon_version } == local.addon_versions["1.36"]
    error_message = "All seven add-ons must be installed, at the versions pinned for this version of Kubernetes."
  }

  assert {
    condition     = alltrue([for addon in merge(aws_eks_addon.before_nodes, aws_eks_addon.on_nodes) : can(regex("^v[0-9]+\\.[0-9]+\\.[0-9]+-eksbuild\\.[0-9]+$", addon.addon_version))])
    error_message = "Each add-on must have a full version."
  }

  assert {
    condition     = toset(keys(aws_eks_addon.before_nodes)) == toset(["eks-pod-identity-agent", "kube-proxy", "vpc-cni"])
    error_message = "Nodes become ready only with these three."
  }

  assert {
    condition = jsondecode(aws_eks_addon.before_nodes["vpc-cni"].configuration_values) == {
      enableNetworkPolicy = "true"
      env = {
        ENABLE_PREFIX_DELEGATION          = "true"
        WARM_PREFIX_TARGET                = "1"
        ENABLE_POD_ENI                    = "true"
        POD_SECURITY_GROUP_ENFORCING_MODE = "standard"
      }
    }
    error_message = "The CNI must enforce network policies, and assign addresses in blocks of sixteen from the nodes' own subnets: ${aws_eks_addon.before_nodes["vpc-cni"].configuration_values}"
  }

  assert {
    condition = alltrue([
      for configuration in [
        jsondecode(aws_eks_addon.on_nodes["coredns"].configuration_values),
        jsondecode(aws_eks_addon.on_nodes["aws-ebs-csi-driver"].configuration_values).controller,
      ] : configuration.nodeSelector["capacity-type"] == "on-demand"
    ])
    error_message = "DNS and the disk driver must not run on spot."
  }

  assert {
    condition = { for name, addon in merge(aws_eks_addon.before_nodes, aws_eks_addon.on_nodes) : name => addon.service_account_role_arn if addon.service_account_role_arn != null } == {
      vpc-cni            = "arn:aws:iam::${var.account_id}:role/${var.project}-dev-vpc-cni"
      aws-ebs-csi-driver = "arn:aws:iam::${var.account_id}:role/${var.project}-dev-ebs-csi"
    }
    error_message = "The CNI and the disk driver must have their own roles, because the nodes' role lacks their rights."
  }

  # --- access ---
  assert {
    condition = { for entry in aws_eks_access_entry.this : entry.principal_arn => entry.kubernetes_groups if length(entry.kubernetes_groups) > 0 } == {
      "arn:aws:iam::${var.account_id}:role/${var.project}-deploy-dev" = toset(["platform:deployers"])
    }
    error_message = "Only this environment's pipeline must be in the group that the manifests' RoleBinding names."
  }

  assert {
    condition = toset([
      for association in aws_eks_access_policy_association.this :
      "${association.principal_arn} ${association.policy_arn} ${association.access_scope[0].type} ${join(",", association.access_scope[0].namespaces)}"
      ]) == toset(concat(
      [for arn in var.cluster_admin_role_arns : "${arn} arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy cluster "],
      ["arn:aws:iam::${var.account_id}:role/${var.project}-dev-bastion arn:aws:eks::aws:cluster-access-policy/AmazonEKSEditPolicy namespace dev"],
    ))
    error_message = "EKS policies must be given only to administrators everywhere and to the bastion in the services' namespace."
  }

  assert {
    condition     = length(aws_eks_access_entry.this) == length(var.cluster_admin_role_arns) + 2
    error_message = "Only the administrators, the pipeline and the bastion may access the cluster."
  }

  # --- doors ---
  assert {
    condition     = startswith(output.bastion_instance_id, "i-")
    error_message = "dev must have a bastion."
  }

  assert {
    condition     = aws_acm_certificate.public.domain_name == "${var.hostname_prefix}.platform.example.com" && aws_acm_certificate.public.validation_method == "DNS" && output.hostname == "${var.hostname_prefix}.platform.example.com"
    error_message = "The certificate must be for the public name."
  }

  assert {
    condition     = aws_route53_record.certificate_validation.zone_id == local.global.public_zone_id && aws_acm_certificate_validation.public.certificate_arn == output.certificate_arn
    error_message = "The certificate must be validated in the public zone, and handed over only once it is valid."
  }

  assert {
    condition     = output.web_acl_arn == null
    error_message = "dev must have no web ACL."
  }

  assert {
    condition     = length(module.karpenter) == 0 && output.interruption_queue_name == null && output.node_instance_profile_name == null
    error_message = "The Cluster Autoscaler needs no queue and no instance profile."
  }

  assert {
    condition     = length(module.runner) == 0 && output.runner_label == null
    error_message = "Runners must be requested explicitly."
  }

  assert {
    condition = (
      strcontains(output.door, "--parameters host=${trimprefix(output.endpoint, "https://")},portNumber=443,localPortNumber=8443")
      && strcontains(output.door, "Name=tag:project,Values=${var.project} Name=tag:environment,Values=dev Name=tag:stack,Values=cluster")
      && strcontains(output.door, "aws ssm start-session --region ${var.region}")
    )
    error_message = "The port forwarding must lead to this cluster's API: ${output.door}"
  }

  # --- hand-over ---
  assert {
    condition = aws_ssm_parameter.handover.name == "/${var.project}/dev/cluster" && alltrue([
      for name, value in jsondecode(aws_ssm_parameter.handover.insecure_value) : jsonencode(value) == jsonencode(local.handover[name])
    ])
    error_message = "The hand-over must contain what the stack built: ${aws_ssm_parameter.handover.insecure_value}"
  }

  assert {
    condition = keys(jsondecode(aws_ssm_parameter.handover.insecure_value)) == [
      "bastion_instance_id", "certificate_arn", "endpoint", "hostname", "interruption_queue_name", "kubernetes_version", "name", "namespace", "node_autoscaler",
      "node_instance_profile_name", "node_role_name", "oidc_provider_arn", "platform_role_arns", "service_role_arns", "volume_kms_key_arn", "web_acl_arn",
    ]
    error_message = "Manifests and pipelines read these: ${aws_ssm_parameter.handover.insecure_value}"
  }

  # A Standard parameter of SSM holds 4 KB.
  assert {
    condition     = length(aws_ssm_parameter.handover.insecure_value) < 4096
    error_message = "The hand-over exceeds the size of a Standard parameter: ${length(aws_ssm_parameter.handover.insecure_value)} characters."
  }
}

# Only plans of the switches.
run "karpenter_and_pod_identity" {
  command = plan

  variables {
    node_autoscaler   = "karpenter"
    pod_identity_mode = "pod-identity"
  }

  assert {
    condition     = length(module.spot_nodes) == 0
    error_message = "The NodePools start spot instances; a spot group beside them would be idle."
  }

  assert {
    condition     = output.interruption_queue_name == "${var.project}-dev-karpenter" && output.node_instance_profile_name == "${var.project}-dev-karpenter-node"
    error_message = "Karpenter must get its queue and its instance profile."
  }

  assert {
    condition     = alltrue([for addon in merge(aws_eks_addon.before_nodes, aws_eks_addon.on_nodes) : addon.service_account_role_arn == null])
    error_message = "A role that is given to the add-on would use IRSA, which the roles no longer trust."
  }
}

run "all_on_demand_on_x86" {
  command = plan

  variables {
    on_demand_percent = 100
    node_architecture = "x86_64"
  }

  assert {
    condition     = local.node_instance_types == tolist(local.instance_types_of.x86_64)
    error_message = "Each architecture must have its own types: ${jsonencode(local.node_instance_types)}"
  }

  assert {
    condition     = length(module.spot_nodes) == 0 && local.on_demand_nodes == { min = 2, desired = 3, max = 5 }
    error_message = "EKS refuses a group with a maximum of zero nodes, so there must be no spot group."
  }
}
