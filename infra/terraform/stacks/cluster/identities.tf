# Roles in AWS: one per ServiceAccount, trusted by its exact name, with only the rights that it needs. Nothing uses the
# node's rights; identities-*.tf contain the policies of the cluster's own software.

module "service_access" {
  source   = "../../modules/service-access"
  for_each = local.catalog.services

  service              = each.key
  declaration          = each.value
  topics               = keys(local.catalog.topics)
  kafka_cluster_arn    = local.data.kafka.cluster_arn
  database_resource_id = local.data.database.resource_id
  secret_arns          = lookup(local.data.secrets, each.key, {})
  secrets_kms_key_arn  = local.data.secrets_kms_key_arn
  bucket_arns          = { for name, bucket in local.data.service_buckets : name => bucket.arn }
  storage_kms_key_arn  = local.data.storage_kms_key_arn
}

module "service_identity" {
  source   = "../../modules/workload-identity"
  for_each = local.catalog.services

  name              = "${local.name}-svc-${each.key}"
  mode              = var.pod_identity_mode
  cluster_name      = module.eks.name
  oidc_provider_arn = module.eks.oidc_provider_arn
  namespace         = local.namespace
  service_account   = each.key
  policies          = module.service_access[each.key].policies

  permissions_boundary_arn = local.permissions_boundary_arn
}

module "platform_identity" {
  source   = "../../modules/workload-identity"
  for_each = local.platform_identities

  name                = "${local.name}-${each.key}"
  mode                = var.pod_identity_mode
  cluster_name        = module.eks.name
  oidc_provider_arn   = module.eks.oidc_provider_arn
  namespace           = each.value.namespace
  service_account     = each.value.service_account
  policies            = each.value.policies
  managed_policy_arns = each.value.managed_policy_arns

  permissions_boundary_arn = local.permissions_boundary_arn
}

locals {
  service_role_arns  = { for service, identity in module.service_identity : service => identity.arn }
  platform_role_arns = { for software, identity in module.platform_identity : software => identity.arn }

  platform_identities = {
    "aws-load-balancer-controller" = {
      namespace           = "kube-system"
      service_account     = "aws-load-balancer-controller"
      policies            = { load-balancing = data.aws_iam_policy_document.load_balancing.json }
      managed_policy_arns = []
    }

    "external-dns" = {
      namespace           = "external-dns"
      service_account     = "external-dns"
      policies            = { dns-records = data.aws_iam_policy_document.dns_records.json }
      managed_policy_arns = []
    }

    "external-secrets" = {
      namespace           = "external-secrets"
      service_account     = "external-secrets"
      policies            = { secrets = data.aws_iam_policy_document.external_secrets.json }
      managed_policy_arns = []
    }

    # The job that creates databases, roles and their passwords.
    "database-bootstrap" = {
      namespace           = local.namespace
      service_account     = "database-bootstrap"
      policies            = { secrets = data.aws_iam_policy_document.database_bootstrap.json }
      managed_policy_arns = []
    }

    # cluster-autoscaler or karpenter: never both, because they would compete for the same pending pods.
    (var.node_autoscaler) = {
      namespace           = "kube-system"
      service_account     = var.node_autoscaler
      policies            = local.node_autoscaler_policies
      managed_policy_arns = []
    }

    "keda" = {
      namespace           = "keda"
      service_account     = "keda-operator"
      policies            = local.lag_reading_policies
      managed_policy_arns = []
    }

    # Reads the same lag, as a metric for alerts and dashboards.
    "kafka-lag-exporter" = {
      namespace           = "monitoring"
      service_account     = "kafka-lag-exporter"
      policies            = local.lag_reading_policies
      managed_policy_arns = []
    }

    "loki" = {
      namespace           = "monitoring"
      service_account     = "loki"
      policies            = { log-chunks = data.aws_iam_policy_document.log_chunks.json }
      managed_policy_arns = []
    }

    "velero" = {
      namespace       = "velero"
      service_account = "velero"
      policies = {
        backups           = data.aws_iam_policy_document.backups.json
        snapshots         = data.aws_iam_policy_document.snapshots.json
        encrypted-volumes = data.aws_iam_policy_document.encrypted_volumes.json
      }
      managed_policy_arns = []
    }

    "vpc-cni" = {
      namespace           = "kube-system"
      service_account     = "aws-node"
      policies            = {}
      managed_policy_arns = ["arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy"]
    }

    "ebs-csi" = {
      namespace       = "kube-system"
      service_account = "ebs-csi-controller-sa"
      policies        = { encrypted-volumes = data.aws_iam_policy_document.encrypted_volumes.json }
      # Version 2 changes only volumes that the driver has created; version 1 attaches and modifies any volume of the
      # account.
      managed_policy_arns = ["arn:aws:iam::aws:policy/AmazonEBSCSIDriverPolicyV2"]
    }
  }
}
