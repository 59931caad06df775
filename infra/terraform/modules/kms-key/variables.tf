variable "name" {
  description = "Alias of the key, without the prefix `alias/`, for example `fairway-dev-kafka`."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9/-]{1,249}$", var.name)) && !startswith(var.name, "aws")
    error_message = "name must be 2 to 250 lower-case letters, digits, hyphens or slashes, and must not start with aws, which AWS reserves. Choose another alias."
  }
}

variable "description" {
  description = "What the key protects, for the person who is about to delete it."
  type        = string

  validation {
    condition     = length(var.description) >= 10
    error_message = "description must say what the key protects, in at least 10 characters."
  }
}

variable "services" {
  description = "AWS services that use the key by themselves, each with the condition that limits their use to this account, for example the encryption context of CloudWatch Logs."
  type = list(object({
    principal = string
    condition = optional(object({
      test     = string
      variable = string
      values   = list(string)
    }))
  }))
  default = []

  validation {
    condition     = alltrue([for service in var.services : endswith(service.principal, ".amazonaws.com")])
    error_message = "Each principal of services must be an AWS service such as logs.us-east-1.amazonaws.com. Give roles access in their own policies instead."
  }
}

variable "service_linked_role_arns" {
  description = "Service-linked roles that use the key, for example that of Auto Scaling, which starts instances with encrypted disks. AWS writes their policies, so only the key's policy can allow them."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for arn in var.service_linked_role_arns : can(regex("^arn:[a-z-]+:iam::[0-9]{12}:role/aws-service-role/[a-z0-9.-]+/[A-Za-z0-9_]+$", arn))])
    error_message = "Each of service_linked_role_arns must be the full ARN of a service-linked role (role/aws-service-role/...). Give other roles access in their own policies instead."
  }
}

variable "deletion_window_days" {
  description = "Days in which a deleted key can be restored. After that, what it encrypted is lost."
  type        = number
  default     = 30

  validation {
    condition     = var.deletion_window_days >= 7 && var.deletion_window_days <= 30
    error_message = "deletion_window_days must be 7 to 30, as KMS requires."
  }
}
