# Values that follow from the settings alone. `./fairway doctor --aws` evaluates this file and variables.tf with
# Terraform but without a provider, so nothing here refers to a resource, a data source or a module.
locals {
  catalog = jsondecode(file("${path.module}/../../generated/catalog.json"))

  # Most regions have these three; ca-central-1, ap-northeast-1 and a few others do not.
  availability_zones = coalesce(var.availability_zones, [for letter in ["a", "b", "c"] : "${var.region}${letter}"])

  interface_endpoint_services = [
    "autoscaling",          # Cluster Autoscaler
    "ec2",                  # VPC CNI, EBS CSI driver, Karpenter
    "ecr.api", "ecr.dkr",   # image pulls; the layers themselves come from S3
    "eks",                  # joining nodes, Karpenter
    "eks-auth",             # Pod Identity
    "elasticloadbalancing", # AWS Load Balancer Controller
    "kms",                  # clients that encrypt by themselves
    "logs",                 # agents that write to CloudWatch Logs
    "secretsmanager",       # External Secrets
    "sqs",                  # Karpenter's queue of interruptions
    "ssm", "ssmmessages",   # sessions on nodes and on the bastion
    "sts",                  # IAM roles for service accounts
  ]
}
