variable "cluster_name" {
  description = "Name of the cluster that Karpenter adds nodes to."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,35}$", var.cluster_name))
    error_message = "cluster_name must be 2 to 36 lower-case letters, digits or hyphens and start with a letter: EventBridge allows 64 including the suffix."
  }
}

variable "node_role_name" {
  description = "Role of the nodes: that of the managed node groups, which the cluster already accepts."
  type        = string

  validation {
    condition     = length(var.node_role_name) > 0 && !startswith(var.node_role_name, "arn:")
    error_message = "node_role_name must be the name of an IAM role, not its ARN."
  }
}
