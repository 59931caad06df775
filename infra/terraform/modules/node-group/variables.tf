variable "name" {
  description = "Name of the group within the cluster, for example `spot`. A suffix is added, so that a new group can exist beside the one that it replaces."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,35}$", var.name))
    error_message = "name must be 2 to 36 lower-case letters, digits or hyphens and start with a letter: with the suffix, EKS allows 63. Shorten it."
  }
}

variable "cluster_name" {
  description = "Name of the cluster that the nodes join."
  type        = string

  validation {
    condition     = length(var.cluster_name) > 0
    error_message = "cluster_name must not be empty."
  }
}

variable "kubernetes_version" {
  description = "Minor version of Kubernetes on the nodes: that of the cluster, or an older one while the cluster is being upgraded."
  type        = string

  validation {
    condition     = can(regex("^1\\.[0-9]{2}$", var.kubernetes_version))
    error_message = "kubernetes_version must be a minor version such as 1.36."
  }
}

variable "node_role_arn" {
  description = "Role of the nodes."
  type        = string

  validation {
    condition     = can(regex("^arn:[a-z-]+:iam::[0-9]{12}:role/", var.node_role_arn))
    error_message = "node_role_arn must be the ARN of an IAM role."
  }
}

variable "subnet_ids" {
  description = "Subnets of the nodes, one per zone."
  type        = list(string)

  validation {
    condition     = length(var.subnet_ids) > 0
    error_message = "subnet_ids must name at least one subnet. Use the private tier of the network stack."
  }
}

variable "security_group_id" {
  description = "The only security group of the nodes. The one that EKS creates is not attached."
  type        = string

  validation {
    condition     = startswith(var.security_group_id, "sg-")
    error_message = "security_group_id must be the id of a security group (sg-...)."
  }
}

variable "capacity_type" {
  description = "ON_DEMAND or SPOT."
  type        = string

  validation {
    condition     = contains(["ON_DEMAND", "SPOT"], var.capacity_type)
    error_message = "capacity_type must be ON_DEMAND or SPOT."
  }
}

variable "architecture" {
  description = "Processor of the nodes: `arm64` (Graviton, a fifth cheaper) or `x86_64`. Images must be built for it."
  type        = string

  validation {
    condition     = contains(["arm64", "x86_64"], var.architecture)
    error_message = "architecture must be arm64 or x86_64."
  }
}

variable "instance_types" {
  description = "Instance types of the nodes, in order of preference. They must have the same CPU and memory, because the Cluster Autoscaler calculates with the first."
  type        = list(string)

  # Families and generations whose network interfaces can be shared among pods (security groups for pods).
  validation {
    condition     = alltrue([for type in var.instance_types : can(regex({ arm64 = "^[cmr][6-9]g[a-z]*\\.([0-9]+x|x)?large$", x86_64 = "^[cmr][5-9][a-fh-z]*\\.([0-9]+x|x)?large$" }[var.architecture], type))])
    error_message = "instance_types must be ${var.architecture} types of the families c, m or r, from the fifth generation on, for example ${var.architecture == "arm64" ? "m7g.large" : "m6i.large"}. Pods cannot have their own security groups on the burstable t family; a type of the other architecture cannot start this group's image."
  }

  validation {
    condition     = length(distinct([for type in var.instance_types : "${substr(type, 0, 1)} ${split(".", type)[1]}"])) == 1
    error_message = "instance_types must be of one family letter and one size (m5.large, m6i.large): the Cluster Autoscaler uses the first type's CPU and memory for all. Use a separate group for other sizes."
  }

  validation {
    condition     = length(distinct(var.instance_types)) >= (var.capacity_type == "SPOT" ? 4 : 1)
    error_message = "instance_types must name at least one type, and at least four different ones for SPOT: each type is a separate pool that can run out. Add types of the same size, such as m6g.large, m6gd.large, m7g.large, m8g.large."
  }
}

variable "nodes" {
  description = "Number of nodes: the bounds of the autoscaler, and the number at the start."
  type        = object({ min = number, desired = number, max = number })

  validation {
    condition     = 0 <= var.nodes.min && var.nodes.min <= var.nodes.desired && var.nodes.desired <= var.nodes.max && var.nodes.max >= 1
    error_message = "nodes must satisfy 0 <= min <= desired <= max, with a max of at least 1, as EKS requires."
  }
}

variable "labels" {
  description = "Labels of the nodes."
  type        = map(string)

  validation {
    condition     = alltrue([for key, value in var.labels : can(regex("^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$", value))])
    error_message = "Each value of labels must be 1 to 63 letters, digits, dots, hyphens or underscores, as Kubernetes requires."
  }
}

variable "taints" {
  description = "Taints of the nodes: only pods that tolerate them are placed there."
  type        = list(object({ key = string, value = string, effect = string }))
  default     = []

  validation {
    condition     = alltrue([for taint in var.taints : contains(["NoSchedule", "PreferNoSchedule", "NoExecute"], taint.effect)])
    error_message = "Each effect of taints must be NoSchedule, PreferNoSchedule or NoExecute."
  }
}

variable "volume_size_gib" {
  description = "Disk of a node, for images, logs and the scratch space of pods."
  type        = number

  validation {
    condition     = var.volume_size_gib >= 20 && var.volume_size_gib <= 1000
    error_message = "volume_size_gib must be 20 to 1000: the system's images alone need about 10."
  }
}

variable "kms_key_arn" {
  description = "Key that encrypts the disks. Its policy must allow the service-linked role of Auto Scaling; otherwise every node fails at its start."
  type        = string

  validation {
    condition     = can(regex("^arn:[a-z-]+:kms:", var.kms_key_arn))
    error_message = "kms_key_arn must be the ARN of a KMS key."
  }
}

variable "tags" {
  description = "Tags of the instances, disks and network interfaces that are launched."
  type        = map(string)

  validation {
    condition     = alltrue([for key in keys(var.tags) : !startswith(lower(key), "aws:")])
    error_message = "tags must not start with aws:, which AWS reserves."
  }
}
