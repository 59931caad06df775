variable "name" {
  description = "Name of the bucket; globally unique, so it contains the account's number."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.name))
    error_message = "name must be 3 to 63 lower-case letters, digits or hyphens, as S3 requires."
  }
}

variable "kms_key_arn" {
  description = "Key that encrypts the objects; null for S3's own key, which log deliveries of load balancers require."
  type        = string

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:", var.kms_key_arn))
    error_message = "kms_key_arn must be the ARN of a KMS key, or null."
  }
}

variable "lifecycle_rules" {
  description = "What happens to old objects, per prefix (empty for all). Transitions must come before the expiry."
  type = list(object({
    id                                 = string
    prefix                             = optional(string, "")
    infrequent_access_days             = optional(number)
    glacier_instant_retrieval_days     = optional(number)
    expiration_days                    = optional(number)
    noncurrent_version_expiration_days = optional(number, 30)
  }))

  validation {
    condition     = length(var.lifecycle_rules) > 0
    error_message = "lifecycle_rules must not be empty: without a rule, replaced versions are never deleted and cost money."
  }

  validation {
    condition = alltrue([
      for rule in var.lifecycle_rules :
      max(coalesce(rule.infrequent_access_days, 0), coalesce(rule.glacier_instant_retrieval_days, 0)) < coalesce(rule.expiration_days, 36500)
    ])
    error_message = "In each of lifecycle_rules the transitions must come before expiration_days."
  }

  validation {
    condition     = alltrue([for rule in var.lifecycle_rules : coalesce(rule.infrequent_access_days, 30) >= 30])
    error_message = "infrequent_access_days must be at least 30, as S3 requires."
  }
}

variable "policy_documents" {
  description = "Policies (JSON) in addition to the refusal of plain HTTP, for example for a service that delivers logs."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for document in var.policy_documents : can(jsondecode(document).Statement)])
    error_message = "Each of policy_documents must be a policy in JSON with a Statement."
  }
}

variable "destroyed_with_contents" {
  description = "Whether `terraform destroy` may delete the bucket with its contents. Never for production."
  type        = bool
  default     = false
}
