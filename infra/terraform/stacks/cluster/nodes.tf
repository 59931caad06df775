locals {
  # Rounded up, so that spot never has more than its share; at two nodes, the least there can be, one is on-demand.
  on_demand_nodes = { for bound, count in var.node_capacity : bound => ceil(count * var.on_demand_percent / 100) }
  spot_nodes      = { for bound, count in var.node_capacity : bound => count - local.on_demand_nodes[bound] }

  on_demand_labels = { "capacity-type" = "on-demand", "workload-type" = "critical" }
  spot_labels      = { "capacity-type" = "spot", "workload-type" = "flexible" }

  # Karpenter starts spot instances by itself, from the NodePools in the manifests.
  spot_group_enabled = var.node_autoscaler == "cluster-autoscaler" && local.spot_nodes.max > 0

  # A fifth cheaper, and what the images are built for beside x86. More types than spot needs at least: each is a pool that can run dry.
  instance_types_of = {
    arm64  = ["m7g.large", "m6g.large", "m8g.large", "m7gd.large", "m6gd.large"]
    x86_64 = ["m7i.large", "m6i.large", "m6a.large", "m5.large", "m5a.large"]
  }

  node_instance_types = coalesce(var.node_instance_types, local.instance_types_of[var.node_architecture])

  # EKS computes how many pods a node takes, and bounds it: 110 below 30 vCPUs, 250 from there on. A bound of our own in the launch template may or may not
  # overrule that (docs/adr/0036-eks-bounds-the-pods-of-a-node.md), so addresses are counted by EKS's.
  max_pods_per_node = max([for type in local.node_instance_types : try(tonumber(regex("([0-9]+)xlarge$", type)[0]), 1) >= 8 ? 250 : 110]...)

  # What a node takes of the subnets when it is full. Pods get addresses in prefixes of 16, of which one is kept warm. The node itself takes
  # two: its own, and that of the trunk interface that pods with security groups hang on. In a range of their own, the pods' interface takes one.
  pods_have_own_range          = local.network.pod_address_count > 0
  pod_addresses_per_node       = 16 * (ceil(local.max_pods_per_node / 16) + 1)
  private_addresses_per_node   = 2 + (local.pods_have_own_range ? 0 : local.pod_addresses_per_node)
  pod_range_addresses_per_node = local.pods_have_own_range ? 1 + local.pod_addresses_per_node : 0
}

# Stateful services, Kafka consumers, the cluster's own software.
module "on_demand_nodes" {
  source = "../../modules/node-group"

  name               = "on-demand"
  cluster_name       = module.eks.name
  kubernetes_version = var.kubernetes_version
  node_role_arn      = module.eks.node_role_arn
  subnet_ids         = values(local.network.subnet_ids.private)
  security_group_id  = local.network.security_group_ids.nodes
  capacity_type      = "ON_DEMAND"
  architecture       = var.node_architecture
  instance_types     = local.node_instance_types
  nodes              = local.on_demand_nodes
  labels             = local.on_demand_labels
  volume_size_gib    = var.node_volume_size_gib
  kms_key_arn        = module.volume_key.arn
  tags               = local.tags

  depends_on = [aws_eks_addon.before_nodes]
}

# Stateless services: only what tolerates the taint comes here, and is moved away in the two minutes before AWS takes an instance back.
module "spot_nodes" {
  source = "../../modules/node-group"
  count  = local.spot_group_enabled ? 1 : 0

  name               = "spot"
  cluster_name       = module.eks.name
  kubernetes_version = var.kubernetes_version
  node_role_arn      = module.eks.node_role_arn
  subnet_ids         = values(local.network.subnet_ids.private)
  security_group_id  = local.network.security_group_ids.nodes
  capacity_type      = "SPOT"
  architecture       = var.node_architecture
  instance_types     = local.node_instance_types
  nodes              = local.spot_nodes
  labels             = local.spot_labels
  taints             = [{ key = "spot", value = "true", effect = "NoSchedule" }]
  volume_size_gib    = var.node_volume_size_gib
  kms_key_arn        = module.volume_key.arn
  tags               = local.tags

  depends_on = [aws_eks_addon.before_nodes]
}

module "karpenter" {
  source = "../../modules/karpenter"
  count  = var.node_autoscaler == "karpenter" ? 1 : 0

  cluster_name   = module.eks.name
  node_role_name = module.eks.node_role_name
}
