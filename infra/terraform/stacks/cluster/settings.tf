# Values that follow from the settings alone. `./fairway doctor --aws` evaluates this file and variables.tf with
# Terraform but without a provider, so nothing here refers to a resource, a data source or a module; the hand-over of
# other stacks (local.network) is unknown there.
locals {
  catalog = jsondecode(file("${path.module}/../../generated/catalog.json"))

  # A version of Kubernetes is supported here once its add-ons are pinned. The pins were seen in public configurations of clusters between August
  # and November 2026, not asked of AWS; metrics-server was seen with 1.35 only, and the monitoring agent without a version of Kubernetes. Before the first apply, and when one is raised, ask:
  #   aws eks describe-addon-versions --kubernetes-version 1.36 --addon-name vpc-cni --query 'addons[].addonVersions[].addonVersion'
  addon_versions = {
    "1.35" = {
      vpc-cni                = "v1.22.2-eksbuild.1"
      kube-proxy             = "v1.35.3-eksbuild.13"
      eks-pod-identity-agent = "v1.3.10-eksbuild.2"
      coredns                = "v1.13.2-eksbuild.3"
      aws-ebs-csi-driver     = "v1.63.1-eksbuild.1"
      metrics-server         = "v0.8.1-eksbuild.11"

      eks-node-monitoring-agent = "v1.7.0-eksbuild.1"
    }
    "1.36" = {
      vpc-cni                = "v1.22.4-eksbuild.3"
      kube-proxy             = "v1.36.0-eksbuild.21"
      eks-pod-identity-agent = "v1.3.10-eksbuild.3"
      coredns                = "v1.14.3-eksbuild.16"
      aws-ebs-csi-driver     = "v1.63.1-eksbuild.1"
      metrics-server         = "v0.8.1-eksbuild.11"

      eks-node-monitoring-agent = "v1.7.0-eksbuild.1"
    }
  }

  # Rounded up, so that spot never exceeds its share; of two nodes, the minimum, one is on-demand.
  on_demand_nodes = { for bound, count in var.node_capacity : bound => ceil(count * var.on_demand_percent / 100) }
  spot_nodes      = { for bound, count in var.node_capacity : bound => count - local.on_demand_nodes[bound] }

  # A fifth cheaper; images are built for it besides x86. More types than spot needs at least: each is a pool that can
  # run out.
  instance_types_of = {
    arm64  = ["m7g.large", "m6g.large", "m8g.large", "m7gd.large", "m6gd.large"]
    x86_64 = ["m7i.large", "m6i.large", "m6a.large", "m5.large", "m5a.large"]
  }

  node_instance_types = coalesce(var.node_instance_types, local.instance_types_of[var.node_architecture])

  # EKS computes and limits the number of pods per node: 110 below 30 vCPUs, 250 from there on. A limit of our own in
  # the launch template may or may not override that (docs/adr/0036-eks-bounds-the-pods-of-a-node.md), so addresses are
  # counted with EKS's.
  max_pods_per_node = max([for type in local.node_instance_types : try(tonumber(regex("([0-9]+)xlarge$", type)[0]), 1) >= 8 ? 250 : 110]...)

  # The addresses that a full node uses in the subnets. Pods get addresses in prefixes of 16, of which one is kept warm.
  # The node itself uses two: its own, and that of the trunk interface for pods with security groups. If pods have their
  # own range, their interface uses one there.
  pods_have_own_range          = local.network.pod_address_count > 0
  pod_addresses_per_node       = 16 * (ceil(local.max_pods_per_node / 16) + 1)
  private_addresses_per_node   = 2 + (local.pods_have_own_range ? 0 : local.pod_addresses_per_node)
  pod_range_addresses_per_node = local.pods_have_own_range ? 1 + local.pod_addresses_per_node : 0
}
