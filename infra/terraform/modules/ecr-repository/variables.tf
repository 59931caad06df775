variable "name" {
  description = "Name of the repository, <project>/<service>."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*$", var.name)) && length(var.name) <= 256
    error_message = "name must be <project>/<service> in kebab-case, at most 256 characters."
  }
}

variable "kms_key_arn" {
  description = "Key that encrypts the images."
  type        = string

  validation {
    condition     = can(regex("^arn:[a-z-]+:kms:", var.kms_key_arn)) && !strcontains(var.kms_key_arn, ":alias/")
    error_message = "kms_key_arn must be the ARN of a KMS key (not of an alias): the key of a repository cannot be changed later without deleting its images."
  }
}

variable "build_role_arn" {
  description = "Role of the build, the only one that may upload layers."
  type        = string

  validation {
    condition     = can(regex("^arn:[a-z-]+:iam::[0-9]{12}:role/[^*?]+$", var.build_role_arn))
    error_message = "build_role_arn must be the ARN of one IAM role, without wildcards."
  }
}
