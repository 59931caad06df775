locals {
  # Who may access the cluster. EKS creates the nodes' own entry, with their first group.
  access_entries = merge(
    {
      for arn in var.cluster_admin_role_arns : "admin ${arn}" => {
        principal_arn = arn
        groups        = []
        policy        = "AmazonEKSClusterAdminPolicy"
        namespaces    = []
      }
    },
    {
      # The pipeline. The Role and RoleBinding in the manifests say what this group may do; they are the same in every fork,
      # so its name does not contain the project's.
      deploy = {
        principal_arn = local.global.role_arns["deploy-${var.environment}"]
        groups        = ["platform:deployers"]
        policy        = null
        namespaces    = []
      }
    },
    local.bastion_enabled ? {
      # People who debug from the bastion: the services' namespace, but neither its roles nor the rest of the cluster.
      bastion = {
        principal_arn = module.bastion[0].role_arn
        groups        = []
        policy        = "AmazonEKSEditPolicy"
        namespaces    = [local.namespace]
      }
    } : {},
  )
}

resource "aws_eks_access_entry" "this" {
  for_each = local.access_entries

  cluster_name      = module.eks.name
  principal_arn     = each.value.principal_arn
  kubernetes_groups = each.value.groups
  type              = "STANDARD"
}

resource "aws_eks_access_policy_association" "this" {
  for_each = { for name, entry in local.access_entries : name => entry if entry.policy != null }

  cluster_name  = module.eks.name
  principal_arn = aws_eks_access_entry.this[each.key].principal_arn
  policy_arn    = "arn:aws:eks::aws:cluster-access-policy/${each.value.policy}"

  access_scope {
    type       = length(each.value.namespaces) > 0 ? "namespace" : "cluster"
    namespaces = each.value.namespaces
  }
}
