locals {
  addon_configuration = {
    vpc-cni = merge(
      {
        enableNetworkPolicy = "true"

        env = merge(
          {
            # Addresses are assigned in blocks of sixteen, so that a node is not limited to the few single addresses of
            # its network interfaces.
            ENABLE_PREFIX_DELEGATION = "true"
            WARM_PREFIX_TARGET       = "1"

            # Security groups for single pods: Prometheus joins the group that the brokers' exporters allow. With
            # `standard`, unlike `strict`, the kubelet still reaches such pods, and network policies apply to them.
            ENABLE_POD_ENI                    = "true"
            POD_SECURITY_GROUP_ENFORCING_MODE = "standard"
          },
          # Tagging the pod subnets would cover all but a node's first network interface, which would still use the
          # private subnet. Custom networking keeps pods off it.
          local.pods_have_own_range ? {
            AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG = "true"
            ENI_CONFIG_LABEL_DEF               = "topology.kubernetes.io/zone"
          } : {},
        )
      },
      local.pods_have_own_range ? {
        eniConfig = {
          create = true
          region = var.region

          subnets = {
            for zone, id in local.network.subnet_ids.pods : zone => { id = id, securityGroups = [local.network.security_group_ids.nodes] }
          }
        }
      } : {},
    )

    # Only on nodes that AWS does not reclaim. The spot nodes' taint has the same effect; it alone keeps off
    # metrics-server and other pods without tolerations.
    coredns            = { nodeSelector = local.on_demand_labels }
    aws-ebs-csi-driver = { controller = { nodeSelector = local.on_demand_labels, extraVolumeTags = local.tags } }
  }

  addon_role_arns = {
    vpc-cni            = local.platform_role_arns["vpc-cni"]
    aws-ebs-csi-driver = local.platform_role_arns["ebs-csi"]
  }

  # A node becomes ready only when these run on it.
  addons_before_nodes = ["vpc-cni", "kube-proxy", "eks-pod-identity-agent"]
  addons_on_nodes     = ["coredns", "aws-ebs-csi-driver", "eks-node-monitoring-agent", "metrics-server"]
}

resource "aws_eks_addon" "before_nodes" {
  for_each = toset(local.addons_before_nodes)

  cluster_name         = module.eks.name
  addon_name           = each.key
  addon_version        = local.addon_versions[var.kubernetes_version][each.key]
  configuration_values = try(jsonencode(local.addon_configuration[each.key]), null)

  # With Pod Identity an association binds the role to the ServiceAccount instead.
  service_account_role_arn = var.pod_identity_mode == "irsa" ? try(local.addon_role_arns[each.key], null) : null

  # Manual changes in the cluster are reverted: this file is authoritative.
  resolve_conflicts_on_create = "OVERWRITE"
  resolve_conflicts_on_update = "OVERWRITE"
}

# Their pods need a node: EKS reports the add-on as degraded until they run.
resource "aws_eks_addon" "on_nodes" {
  for_each = toset(local.addons_on_nodes)

  cluster_name         = module.eks.name
  addon_name           = each.key
  addon_version        = local.addon_versions[var.kubernetes_version][each.key]
  configuration_values = try(jsonencode(local.addon_configuration[each.key]), null)

  service_account_role_arn = var.pod_identity_mode == "irsa" ? try(local.addon_role_arns[each.key], null) : null

  resolve_conflicts_on_create = "OVERWRITE"
  resolve_conflicts_on_update = "OVERWRITE"

  depends_on = [module.on_demand_nodes]
}
