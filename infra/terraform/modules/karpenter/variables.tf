variable "cluster_name" {
  description = "Name of the cluster that Karpenter brings nodes to."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,35}$", var.cluster_name))
    error_message = "cluster_name must be 2 to 36 lower-case letters, digits or hyphens and start with a letter: EventBridge takes 64 with what is added."
  }
}

variable "node_role_name" {
  description = "Role of the nodes: that of the managed node groups, which the cluster already admits."
  type        = string

  validation {
    condition     = length(var.node_role_name) > 0 && !startswith(var.node_role_name, "arn:")
    error_message = "node_role_name must be the name of an IAM role, not its ARN."
  }
}
