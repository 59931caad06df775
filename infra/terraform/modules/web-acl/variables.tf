variable "name" {
  description = "Name of the ACL, for example `fairway-production`."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,63}$", var.name))
    error_message = "name must be 2 to 64 lower-case letters, digits or hyphens and start with a letter."
  }
}

variable "requests_per_five_minutes" {
  description = "Requests that one address may make in five minutes. Above that, it gets 429 until it slows down."
  type        = number

  validation {
    condition     = var.requests_per_five_minutes >= 10 && var.requests_per_five_minutes <= 2000000000
    error_message = "requests_per_five_minutes must be 10 to 2000000000, as WAF requires."
  }
}

variable "kms_key_arn" {
  description = "Key that encrypts the log. Its policy must allow CloudWatch Logs for the group aws-waf-logs-<name>."
  type        = string

  validation {
    condition     = can(regex("^arn:[a-z-]+:kms:", var.kms_key_arn))
    error_message = "kms_key_arn must be the ARN of a KMS key."
  }
}

variable "log_retention_days" {
  description = "Days that blocked requests are kept."
  type        = number

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "log_retention_days must be a number that CloudWatch Logs supports, for example 30, 90 or 365."
  }
}
