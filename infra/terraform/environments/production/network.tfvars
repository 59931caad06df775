environment = "production"

vpc_cidr = "10.0.0.0/16"

# Thirty nodes full of pods do not fit into three /24.
pod_cidr = "100.64.0.0/16"

# A zone that fails takes no other zone's way out with it.
nat_gateways = "per-zone"

# In every zone: what nodes and pods need to start, scale and be repaired does not depend on NAT. Add eks-auth when pod_identity_mode is
# pod-identity, and sqs when node_autoscaler is karpenter (cluster.tfvars).
interface_endpoints = [
  "autoscaling",
  "ec2",
  "ecr.api",
  "ecr.dkr",
  "eks",
  "elasticloadbalancing",
  "secretsmanager",
  "ssm",
  "ssmmessages",
  "sts",
]
interface_endpoint_zone_count = 3

flow_log_retention_days = 90

# The specification has a bastion in dev only. People enter through a node, by Session Manager (docs/guides/aws.md, step 7).
bastion = {
  enabled   = false
  ssh_cidrs = []
}

# Runners for pipelines in the VPC, paid by the minute; they need github_connection_arn in shared/global.tfvars.
runner_enabled = false
