locals {
  on_demand_labels = { "capacity-type" = "on-demand", "workload-type" = "critical" }
  spot_labels      = { "capacity-type" = "spot", "workload-type" = "flexible" }

  # Karpenter starts spot instances by itself, as defined by the NodePools in the manifests.
  spot_group_enabled = var.node_autoscaler == "cluster-autoscaler" && local.spot_nodes.max > 0
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

# Stateless services: only pods that tolerate the taint run here, and they are moved away within the two minutes before
# AWS reclaims an instance.
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
