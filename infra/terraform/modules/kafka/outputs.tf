output "cluster_arn" {
  description = "ARN of the cluster; the ARNs of topics and consumer groups are derived from it."
  value       = aws_msk_cluster.this.arn
}

output "bootstrap_brokers" {
  description = "Addresses of the brokers' IAM listener, separated by commas, once the topics exist."
  value       = aws_msk_cluster.this.bootstrap_brokers_sasl_iam

  depends_on = [aws_msk_topic.this]
}

output "topics" {
  description = "Names of the topics, once they exist."
  value       = [for topic in aws_msk_topic.this : topic.name]
}

output "placement" {
  description = "Subnets and security groups that the cluster is in."
  value = {
    subnet_ids         = one(aws_msk_cluster.this.broker_node_group_info).client_subnets
    security_group_ids = one(aws_msk_cluster.this.broker_node_group_info).security_groups
  }
}
