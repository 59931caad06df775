locals {
  # The contract with the manifests and the pipelines.
  handover = {
    name               = module.eks.name
    endpoint           = module.eks.endpoint
    kubernetes_version = var.kubernetes_version
    namespace          = local.namespace
    oidc_provider_arn  = module.eks.oidc_provider_arn

    service_role_arns  = local.service_role_arns
    platform_role_arns = local.platform_role_arns

    hostname        = local.hostname
    certificate_arn = aws_acm_certificate_validation.public.certificate_arn
    web_acl_arn     = one(module.web_acl[*].arn)

    node_autoscaler            = var.node_autoscaler
    node_role_name             = module.eks.node_role_name
    node_instance_profile_name = one(module.karpenter[*].instance_profile_name)
    interruption_queue_name    = one(module.karpenter[*].queue_name)

    volume_kms_key_arn  = module.volume_key.arn
    bastion_instance_id = one(module.bastion[*].instance_id)
  }
}

resource "aws_ssm_parameter" "handover" {
  #checkov:skip=CKV2_AWS_34:Names and ARNs; nothing in it is secret.
  name           = "/${var.project}/${var.environment}/cluster"
  description    = "What the manifests and the pipelines need of the cluster"
  type           = "String"
  insecure_value = jsonencode(local.handover)
}

output "handover_parameter" {
  description = "Name of the SSM parameter that the manifests and the pipelines read."
  value       = aws_ssm_parameter.handover.name
}

output "name" {
  description = "Name of the cluster, for `aws eks update-kubeconfig --name`."
  value       = local.handover.name
}

output "endpoint" {
  description = "URL of the Kubernetes API. It is reachable from inside the VPC and from api_public_cidrs."
  value       = local.handover.endpoint
}

output "kubernetes_version" {
  description = "Minor version of Kubernetes."
  value       = local.handover.kubernetes_version
}

output "namespace" {
  description = "Namespace of the services."
  value       = local.handover.namespace
}

output "oidc_provider_arn" {
  description = "ARN of the identity provider of ServiceAccounts."
  value       = local.handover.oidc_provider_arn
}

output "service_role_arns" {
  description = "IAM roles of the services, by service."
  value       = local.handover.service_role_arns
}

output "platform_role_arns" {
  description = "IAM roles of the cluster's own software, by controller."
  value       = local.handover.platform_role_arns
}

output "hostname" {
  description = "Public host name of the API. ExternalDNS points it at the load balancer."
  value       = local.handover.hostname
}

output "certificate_arn" {
  description = "Certificate of the host name, once it is valid."
  value       = local.handover.certificate_arn
}

output "web_acl_arn" {
  description = "Web ACL that the Ingress attaches to the load balancer; null without one."
  value       = local.handover.web_acl_arn
}

output "node_autoscaler" {
  description = "What scales the nodes: cluster-autoscaler or karpenter."
  value       = local.handover.node_autoscaler
}

output "node_groups" {
  description = "Node groups: their numbers of nodes, and what a pod needs to be placed on them."
  value       = merge({ "on-demand" = module.on_demand_nodes.group }, { for group in module.spot_nodes[*].group : "spot" => group })
}

output "node_role_name" {
  description = "IAM role of the nodes."
  value       = local.handover.node_role_name
}

output "node_instance_profile_name" {
  description = "Instance profile that Karpenter's EC2NodeClass names; null without Karpenter."
  value       = local.handover.node_instance_profile_name
}

output "interruption_queue_name" {
  description = "Queue with interruptions for Karpenter; null without Karpenter."
  value       = local.handover.interruption_queue_name
}

output "volume_kms_key_arn" {
  description = "Key of the disks, for StorageClasses and Karpenter's EC2NodeClass."
  value       = local.handover.volume_kms_key_arn
}

output "bastion_instance_id" {
  description = "Instance for port forwarding; null without a bastion."
  value       = local.handover.bastion_instance_id
}

output "runner_label" {
  description = "What a workflow's job writes after `runs-on:` to run inside the VPC; null without runners."
  value       = one(module.runner[*].label)
}

# Nodes and the bastion have these tags, and both reach the API.
output "door" {
  description = "Commands that give a person with the right to start sessions access to the private Kubernetes API: they forward port 8443 of this machine to it, through a node or the bastion."
  value       = <<-EOT
    instance=$(aws ec2 describe-instances --region ${var.region} --filters Name=tag:project,Values=${var.project} Name=tag:environment,Values=${var.environment} Name=tag:stack,Values=cluster Name=instance-state-name,Values=running --query 'Reservations[0].Instances[0].InstanceId' --output text)
    aws ssm start-session --region ${var.region} --target "$instance" --document-name AWS-StartPortForwardingSessionToRemoteHost --parameters host=${trimprefix(module.eks.endpoint, "https://")},portNumber=443,localPortNumber=8443
  EOT
}
