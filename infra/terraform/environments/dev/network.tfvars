environment = "dev"

vpc_cidr = "10.1.0.0/16"

# Six nodes and their pods fit into the private subnets.
pod_cidr = null

# One way out: dev sleeps through the loss of a zone.
nat_gateways = "single"

# In one zone, since each is paid per zone. The bastion has no other way to SSM; the other four keep what dev shares with production on the
# same path: image pulls, roles of service accounts, secrets. What is missing goes through NAT.
interface_endpoints           = ["ecr.api", "ecr.dkr", "secretsmanager", "ssm", "ssmmessages", "sts"]
interface_endpoint_zone_count = 1

flow_log_retention_days = 30

# Reached by SSM. For SSH name single addresses: ["203.0.113.7/32"]. database_access lets it forward a port to PostgreSQL, for people with psql.
bastion = {
  enabled         = true
  ssh_cidrs       = []
  database_access = false
}

# Runners for pipelines in the VPC, paid by the minute; they need github_connection_arn in shared/global.tfvars.
runner_enabled = false
