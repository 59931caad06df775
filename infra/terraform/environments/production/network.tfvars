environment = "production"

vpc_cidr = "10.0.0.0/16"

# Thirty nodes full of pods do not fit into three /24.
pod_cidr = "100.64.0.0/16"

# The failure of a zone does not cut off other zones from the internet.
nat_gateways = "per-zone"

# In every zone: nodes and pods must start, scale and be repaired without NAT. Add eks-auth when pod_identity_mode is
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

# The specification requires a bastion in dev only. People enter through a node, with Session Manager
# (docs/guides/aws.md, step 7).
bastion = {
  enabled   = false
  ssh_cidrs = []
}

# Runners for pipelines in the VPC, charged by the minute; they need github_connection_arn in shared/global.tfvars.
runner_enabled = false
