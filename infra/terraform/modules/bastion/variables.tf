variable "name" {
  description = "Name of the instance, its role and its instance profile, for example `fairway-dev-bastion`."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,63}$", var.name))
    error_message = "name must be 2 to 64 lower-case letters, digits or hyphens and start with a letter, as IAM requires for the role."
  }
}

variable "subnet_id" {
  description = "Public subnet of the bastion."
  type        = string

  validation {
    condition     = startswith(var.subnet_id, "subnet-")
    error_message = "subnet_id must be the id of a subnet (subnet-...)."
  }
}

variable "security_group_id" {
  description = "Security group of the bastion. It controls who can reach the bastion, and what the bastion can reach."
  type        = string

  validation {
    condition     = startswith(var.security_group_id, "sg-")
    error_message = "security_group_id must be the id of a security group (sg-...)."
  }
}

variable "public_ip_enabled" {
  description = "Whether it has a public address, for SSH from the ranges that its security group allows. Session Manager does not need one."
  type        = bool
}

variable "cluster_arn" {
  description = "Cluster whose address and certificate the bastion may read."
  type        = string

  validation {
    condition     = can(regex("^arn:[a-z-]+:eks:", var.cluster_arn))
    error_message = "cluster_arn must be the ARN of an EKS cluster."
  }
}

variable "kms_key_arn" {
  description = "Key that encrypts the disk."
  type        = string

  validation {
    condition     = can(regex("^arn:[a-z-]+:kms:", var.kms_key_arn))
    error_message = "kms_key_arn must be the ARN of a KMS key."
  }
}

variable "permissions_boundary_arn" {
  description = "Permissions boundary of its role: <project>-boundary-<environment>, from the stack global. Pipelines must not create a role without it."
  type        = string

  validation {
    condition     = can(regex("^arn:[a-z-]+:iam::[0-9]{12}:policy/[a-z0-9-]+-boundary-[a-z0-9-]+$", var.permissions_boundary_arn))
    error_message = "permissions_boundary_arn must be the ARN of an environment's boundary, such as arn:aws:iam::111122223333:policy/fairway-boundary-dev. The stack global creates them."
  }
}
