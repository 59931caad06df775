environment = "dev"

vpc_cidr = "10.1.0.0/16"

# Five nodes and their pods fit into the private subnets.
pod_cidr = null

# One NAT gateway: dev tolerates the loss of a zone.
nat_gateways = "single"

# In one zone, because each is charged per zone. The bastion has no other path to SSM; the other four keep what dev
# shares with production on the same path: image pulls, roles of service accounts, secrets. Everything else uses NAT.
interface_endpoints           = ["ecr.api", "ecr.dkr", "secretsmanager", "ssm", "ssmmessages", "sts"]
interface_endpoint_zone_count = 1

flow_log_retention_days = 30

# Reachable through SSM. For SSH, name single addresses: ["203.0.113.7/32"]. database_access lets it forward a port to
# PostgreSQL, for people with psql.
bastion = {
  enabled         = true
  ssh_cidrs       = []
  database_access = false
}

# Runners for pipelines in the VPC, charged by the minute; they need github_connection_arn in shared/global.tfvars.
runner_enabled = false
