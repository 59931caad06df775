environment = "production"

kubernetes_version = "1.36"

# The roles of the platform team. They must exist before the first apply.
cluster_admin_role_arns = ["arn:aws:iam::111122223333:role/platform-administrators"]

node_capacity        = { min = 4, desired = 10, max = 30 }
node_volume_size_gib = 100

hostname_prefix     = "api"
web_acl_enabled     = true
log_retention_days  = 365
deletion_protection = true
