variable "name" {
  description = "Name of the project, its role and its log group, for example `fairway-production-runner`; workflows request it by this name."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,62}$", var.name))
    error_message = "name must be 2 to 63 lower-case letters, digits or hyphens and start with a letter."
  }
}

variable "repository" {
  description = "GitHub repository whose jobs are run, as owner/name."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9-]{1,39}/[A-Za-z0-9._-]{1,100}$", var.repository))
    error_message = "repository must be owner/name, as in the address of the repository on GitHub."
  }
}

variable "connection_arn" {
  description = "Connection of AWS CodeConnections to GitHub, with which CodeBuild registers runners."
  type        = string

  validation {
    condition     = can(regex("^arn:aws:codeconnections:[a-z0-9-]+:[0-9]{12}:connection/[0-9a-f-]{36}$", var.connection_arn))
    error_message = "connection_arn must be the ARN of a connection, such as arn:aws:codeconnections:us-east-1:111122223333:connection/01234567-89ab-cdef-0123-456789abcdef. Create one (modules/runner/README.md), set github_connection_arn in environments/shared/global.tfvars, and apply the stack global."
  }
}

variable "vpc_id" {
  description = "VPC of the runners."
  type        = string

  validation {
    condition     = startswith(var.vpc_id, "vpc-")
    error_message = "vpc_id must be the id of a VPC (vpc-...)."
  }
}

variable "subnet_ids" {
  description = "Private subnets with a route to the internet, because a runner asks GitHub for its job."
  type        = list(string)

  validation {
    condition     = length(var.subnet_ids) > 0 && alltrue([for id in var.subnet_ids : startswith(id, "subnet-")])
    error_message = "subnet_ids must name at least one subnet (subnet-...). Use the private tier of the network stack."
  }
}

variable "security_group_id" {
  description = "Security group of the runners. It controls what a job can reach."
  type        = string

  validation {
    condition     = startswith(var.security_group_id, "sg-")
    error_message = "security_group_id must be the id of a security group (sg-...)."
  }
}

variable "kms_key_arn" {
  description = "Key that encrypts the log group; CloudWatch Logs must be allowed to use it."
  type        = string

  validation {
    condition     = can(regex("^arn:aws:kms:", var.kms_key_arn))
    error_message = "kms_key_arn must be the ARN of a KMS key."
  }
}

variable "log_retention_days" {
  description = "Days that the logs of the runners are kept."
  type        = number

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "log_retention_days must be a number that CloudWatch Logs supports, for example 30, 90 or 365."
  }
}

variable "permissions_boundary_arn" {
  description = "Permissions boundary of its role: <project>-boundary-<environment>, from the stack global. Pipelines must not create a role without it."
  type        = string

  validation {
    condition     = can(regex("^arn:aws:iam::[0-9]{12}:policy/[a-z0-9-]+-boundary-[a-z0-9-]+$", var.permissions_boundary_arn))
    error_message = "permissions_boundary_arn must be the ARN of an environment's boundary, such as arn:aws:iam::111122223333:policy/fairway-boundary-dev. The stack global creates them."
  }
}
