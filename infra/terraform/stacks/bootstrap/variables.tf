variable "project" {
  description = "Name of the platform; the prefix of every name in AWS."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,14}[a-z0-9]$", var.project))
    error_message = "project must be 2 to 16 lower-case letters, digits or hyphens, starting with a letter: names in AWS are built on it, and some end at 32 characters. Set it in environments/common.tfvars."
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

variable "lock_table_enabled" {
  description = "Whether to create the DynamoDB table of the specification as well. Terraform locks with a file beside the state; the table is for older tools."
  type        = bool
  default     = false
}
