output "group" {
  description = "What people need to place a pod or count nodes: names, bounds, labels and taints of the group."
  value = {
    name                   = aws_eks_node_group.this.node_group_name
    autoscaling_group_name = aws_eks_node_group.this.resources[0].autoscaling_groups[0].name
    capacity_type          = aws_eks_node_group.this.capacity_type
    min                    = aws_eks_node_group.this.scaling_config[0].min_size
    desired_at_start       = aws_eks_node_group.this.scaling_config[0].desired_size
    max                    = aws_eks_node_group.this.scaling_config[0].max_size
    labels                 = aws_eks_node_group.this.labels
    taints                 = [for taint in aws_eks_node_group.this.taint : "${taint.key}=${taint.value}:${taint.effect}"]
  }
}
