variable "name" {
  description = "Name of the cluster, for example `fairway-dev`. Its roles are named after it."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,55}$", var.name))
    error_message = "name must be 2 to 56 lower-case letters, digits or hyphens and start with a letter: the names of its roles append 8 characters, and IAM allows 64."
  }
}

variable "kubernetes_version" {
  description = "Minor version of Kubernetes, for example 1.36. It can go up one at a time, and never back."
  type        = string

  validation {
    condition     = can(regex("^1\\.[0-9]{2}$", var.kubernetes_version))
    error_message = "kubernetes_version must be a minor version such as 1.36; EKS chooses the patch."
  }
}

variable "subnet_ids" {
  description = "Subnets of the control plane's network interfaces, in at least two zones."
  type        = list(string)

  validation {
    condition     = length(distinct(var.subnet_ids)) >= 2
    error_message = "subnet_ids must name at least two subnets in different zones, as EKS requires. Use the control plane's tier of the network stack."
  }
}

variable "security_group_id" {
  description = "Security group of the control plane's network interfaces, in addition to the one that EKS creates."
  type        = string

  validation {
    condition     = startswith(var.security_group_id, "sg-")
    error_message = "security_group_id must be the id of a security group (sg-...)."
  }
}

variable "api_public_cidrs" {
  description = "Addresses that can reach the API over the internet; when empty, it is reachable only from inside the VPC."
  type        = set(string)

  validation {
    condition     = alltrue([for cidr in var.api_public_cidrs : try(cidrsubnet(cidr, 0, 0) == cidr && tonumber(split("/", cidr)[1]) >= 24, false)])
    error_message = "Each of api_public_cidrs must be an IPv4 range of /24 or smaller that starts at its own first address, such as an office; a larger range counts as the internet. Name the office's or the VPN's address as a /32, or leave the set empty."
  }
}

variable "kms_key_arn" {
  description = "Key that encrypts the Secrets of Kubernetes and the logs of the control plane. Its policy must allow CloudWatch Logs."
  type        = string

  validation {
    condition     = can(regex("^arn:[a-z-]+:kms:", var.kms_key_arn))
    error_message = "kms_key_arn must be the ARN of a KMS key."
  }
}

variable "log_retention_days" {
  description = "Days that the logs of the control plane are kept."
  type        = number

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "log_retention_days must be a number that CloudWatch Logs supports, for example 30, 90 or 365."
  }
}

variable "deletion_protection" {
  description = "Whether EKS refuses to delete the cluster until this is false."
  type        = bool
}

variable "permissions_boundary_arn" {
  description = "Permissions boundary of its two roles: <project>-boundary-<environment>, from the stack global. Pipelines must not create a role without it."
  type        = string

  validation {
    condition     = can(regex("^arn:[a-z-]+:iam::[0-9]{12}:policy/[a-z0-9-]+-boundary-[a-z0-9-]+$", var.permissions_boundary_arn))
    error_message = "permissions_boundary_arn must be the ARN of an environment's boundary, such as arn:aws:iam::111122223333:policy/fairway-boundary-dev. The stack global creates them."
  }
}
