variable "project" {
  description = "Name of the platform; the prefix of every name in AWS."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,14}[a-z0-9]$", var.project))
    error_message = "project must be 2 to 16 lower-case letters, digits or hyphens, starting with a letter: names in AWS are built on it, and some end at 32 characters. Set it in environments/common.tfvars."
  }
}

variable "environment" {
  description = "Environment of the stack; one of those that the catalogue declares."
  type        = string

  validation {
    condition     = contains(keys(local.catalog.environments), var.environment)
    error_message = "environment must be one of ${join(", ", keys(local.catalog.environments))}. Declare a new one in the catalogue (catalog/) and render generated/catalog.json."
  }
}

variable "region" {
  description = "AWS region of everything that is not global."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2}-[a-z]+-[0-9]$", var.region)) && !startswith(var.region, "cn-")
    error_message = "region must be a commercial region of AWS, such as us-east-1: the ARNs here are in the partition aws, so China's regions and GovCloud do not work. Set it in environments/common.tfvars."
  }
}

variable "account_id" {
  description = "AWS account that may be changed; the provider refuses credentials of any other account."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id must be the 12 digits of an AWS account, in quotes so that leading zeros are kept. Set it in environments/common.tfvars."
  }
}

variable "repository" {
  description = "GitHub repository that owns the infrastructure, as owner/name; tagged on every resource."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9-]{1,39}/[A-Za-z0-9._-]{1,100}$", var.repository))
    error_message = "repository must be owner/name, as in the address of the repository on GitHub. Set it in environments/common.tfvars."
  }
}

variable "kubernetes_version" {
  description = "Minor version of Kubernetes. It goes up one at a time, dev first, and never back."
  type        = string

  validation {
    condition     = contains(keys(local.addon_versions), var.kubernetes_version)
    error_message = "kubernetes_version must be one of ${join(", ", keys(local.addon_versions))}. For a newer one, pin its add-ons in settings.tf of this stack first."
  }
}

variable "deletion_protection" {
  description = "Whether EKS refuses to delete the cluster. For a teardown, apply false first."
  type        = bool
}

variable "log_retention_days" {
  description = "Days that the logs of the control plane and of the web ACL are kept."
  type        = number

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "log_retention_days must be a value that CloudWatch Logs supports: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653."
  }
}

variable "api_public_cidrs" {
  description = "Addresses that can reach the Kubernetes API over the internet. When empty, it is reachable only from inside the VPC."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for cidr in var.api_public_cidrs : try(cidrsubnet(cidr, 0, 0) == cidr && tonumber(split("/", cidr)[1]) >= 24, false)])
    error_message = "Each of api_public_cidrs must be an IPv4 range of /24 or smaller that starts at its own first address, such as an office; a larger range counts as the internet. Name the office's or the VPN's address as a /32, or leave the set empty and use the bastion."
  }
}

variable "cluster_admin_role_arns" {
  description = "IAM roles whose holders administer the cluster: people of the platform team, through IAM Identity Center. No one else can access it at first."
  type        = set(string)

  validation {
    condition     = length(var.cluster_admin_role_arns) > 0
    error_message = "cluster_admin_role_arns must name at least one role: not even the creator of the cluster is its administrator."
  }

  validation {
    condition     = alltrue([for arn in var.cluster_admin_role_arns : can(regex("^arn:[a-z-]+:iam::[0-9]{12}:role/[^*]+$", arn))])
    error_message = "Each of cluster_admin_role_arns must be the ARN of an IAM role (arn:aws:iam::<account>:role/<name>), not of a user, a session or a pattern."
  }
}

variable "node_capacity" {
  description = "Number of nodes, on-demand and spot together: the bounds of the autoscaler, and the number at the start."
  type        = object({ min = number, desired = number, max = number })

  validation {
    condition     = alltrue([for count in values(var.node_capacity) : count == floor(count)]) && 2 <= var.node_capacity.min && var.node_capacity.min <= var.node_capacity.desired && var.node_capacity.desired <= var.node_capacity.max
    error_message = "node_capacity must be whole numbers with 2 <= min <= desired <= max: with fewer than two nodes, the loss of one would leave none."
  }

  validation {
    condition = alltrue([
      var.node_capacity.max * local.private_addresses_per_node <= local.network.private_address_count,
      var.node_capacity.max * local.pod_range_addresses_per_node <= local.network.pod_address_count,
    ])
    error_message = <<-EOT
      node_capacity.max: ${var.node_capacity.max} nodes with ${local.max_pods_per_node} pods each take ${var.node_capacity.max * local.private_addresses_per_node} addresses of the private subnets, which have ${local.network.private_address_count}, and ${var.node_capacity.max * local.pod_range_addresses_per_node} of the pod range, which has ${local.network.pod_address_count}.
      Pods would never start for want of an address. Lower node_capacity.max in cluster.tfvars, or give pods a larger range of their own: pod_cidr in network.tfvars, and apply the network stack first.
    EOT
  }
}

variable "on_demand_percent" {
  description = "Percentage of nodes that AWS cannot reclaim, rounded up; the rest are spot. The specification says 30."
  type        = number
  default     = 30

  validation {
    condition     = var.on_demand_percent >= 30 && var.on_demand_percent <= 100
    error_message = "on_demand_percent must be 30 to 100: Kafka consumers, the cluster's own software and stateful workloads need the specified 30 percent."
  }
}

variable "node_architecture" {
  description = "Processor of all nodes: `arm64` (Graviton) costs a fifth less, `x86_64` also runs images that are built for x86 only."
  type        = string
  default     = "arm64"

  validation {
    condition     = contains(["arm64", "x86_64"], var.node_architecture)
    error_message = "node_architecture must be arm64 or x86_64."
  }
}

variable "node_instance_types" {
  description = "Instance types of all nodes, in order of preference; null for five of size m.large. All must have the same CPU and memory, because the autoscaler calculates with them. Several types give spot alternatives."
  type        = list(string)
  default     = null

  validation {
    condition     = var.node_instance_types == null ? true : length(distinct(var.node_instance_types)) >= 4
    error_message = "node_instance_types must name at least four different types: each is a separate pool of spot capacity that can run out."
  }

  validation {
    condition     = var.node_instance_types == null ? true : alltrue([for type in var.node_instance_types : can(regex({ arm64 = "^[cmr][6-9]g[a-z]*\\.([0-9]+x|x)?large$", x86_64 = "^[cmr][5-9][a-fh-z]*\\.([0-9]+x|x)?large$" }[var.node_architecture], type))])
    error_message = "node_instance_types must be ${var.node_architecture} types of the families c, m or r from the fifth generation on, such as ${var.node_architecture == "arm64" ? "m7g.large" : "m6i.large"}. Pods cannot have their own security groups on the t family; for types of the other architecture set node_architecture."
  }

  validation {
    condition     = var.node_instance_types == null ? true : length(distinct([for type in var.node_instance_types : "${substr(type, 0, 1)} ${try(split(".", type)[1], "")}"])) == 1
    error_message = "node_instance_types must share the first letter and the size (m6g.large, m7g.large): the Cluster Autoscaler uses the first type's CPU and memory for all."
  }
}

variable "node_volume_size_gib" {
  description = "Disk of a node, for images, logs and the scratch space of pods."
  type        = number

  validation {
    condition     = var.node_volume_size_gib >= 20 && var.node_volume_size_gib <= 1000
    error_message = "node_volume_size_gib must be 20 to 1000: the system's images alone need about 10."
  }
}

variable "node_autoscaler" {
  description = "`cluster-autoscaler` scales an on-demand and a spot node group. `karpenter` replaces the spot group: its NodePools, in the manifests, start instances by themselves."
  type        = string
  default     = "cluster-autoscaler"

  validation {
    condition     = contains(["cluster-autoscaler", "karpenter"], var.node_autoscaler)
    error_message = "node_autoscaler must be cluster-autoscaler or karpenter."
  }
}

variable "pod_identity_mode" {
  description = "How pods get their IAM roles: `irsa` with the cluster's OIDC provider, `pod-identity` through the agent on each node."
  type        = string
  default     = "irsa"

  validation {
    condition     = contains(["irsa", "pod-identity"], var.pod_identity_mode)
    error_message = "pod_identity_mode must be irsa or pod-identity."
  }
}

variable "hostname_prefix" {
  description = "First label of the public host name; the rest is the domain of the global stack."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", var.hostname_prefix))
    error_message = "hostname_prefix must be one label of a host name, such as api or api-dev: lower-case letters, digits and hyphens, no dot."
  }
}

variable "web_acl_enabled" {
  description = "Whether a web application firewall protects the public load balancer. It costs a few dollars a month plus a fee per million requests."
  type        = bool
}

variable "bastion_public_ip_enabled" {
  description = "Whether the bastion has a public address. Only needed for SSH, when network.tfvars names bastion.ssh_cidrs; Session Manager does not need one."
  type        = bool
  default     = false

  validation {
    condition     = !var.bastion_public_ip_enabled || local.network.security_group_ids.bastion != null
    error_message = "bastion_public_ip_enabled requires a bastion, and this environment has none. Set it to false, or enable the bastion in network.tfvars and apply the network stack."
  }
}
