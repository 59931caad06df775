environment = "dev"

# Upgraded first here, in production a week later.
kubernetes_version = "1.36"

# The roles of the platform team. They must exist before the first apply.
cluster_admin_role_arns = ["arn:aws:iam::111122223333:role/platform-administrators"]

# Pods share the private subnets with the nodes (no pod_cidr): six nodes full of pods would not fit.
node_capacity        = { min = 2, desired = 3, max = 5 }
node_volume_size_gib = 50

hostname_prefix     = "api-dev"
web_acl_enabled     = false
log_retention_days  = 30
deletion_protection = false
