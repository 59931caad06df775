variable "name" {
  description = "Identifier of the database, for example `fairway-dev-database`; the prefix of related names."
  type        = string

  validation {
    # RDS allows 63 characters, and zones and the like are appended.
    condition     = can(regex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", var.name)) && length(var.name) <= 45
    error_message = "name must be at most 45 lower-case letters, digits and single hyphens, starting with a letter and not ending in a hyphen, as RDS requires."
  }
}

variable "major_version" {
  description = "Major version of PostgreSQL. Minor versions install themselves in the maintenance window."
  type        = number

  validation {
    condition     = contains([17, 18], var.major_version)
    error_message = "major_version must be 17 or 18. To allow another one, first test it with the migrations of every service."
  }
}

variable "major_upgrade_allowed" {
  description = "Whether this apply may raise major_version, at once and with minutes of downtime. Set on the command line for that one apply: docs/guides/upgrade.md."
  type        = bool
}

variable "instance_class" {
  description = "Class of the instance."
  type        = string

  validation {
    condition     = can(regex("^db\\.[a-z0-9]+\\.[a-z0-9]+$", var.instance_class))
    error_message = "instance_class must be an RDS class, such as db.t4g.small."
  }
}

variable "volume_size_gib" {
  description = "Initial size of the volume; it grows by itself from there."
  type        = number

  validation {
    condition     = var.volume_size_gib >= 20 && floor(var.volume_size_gib) == var.volume_size_gib
    error_message = "volume_size_gib must be a whole number of at least 20, as RDS requires for gp3."
  }
}

variable "max_volume_size_gib" {
  description = "Maximum size up to which the volume grows by itself."
  type        = number

  validation {
    # RDS refuses a maximum that is less than a tenth above the size.
    condition     = var.max_volume_size_gib >= var.volume_size_gib * 1.1
    error_message = "max_volume_size_gib must be at least a tenth above volume_size_gib (${var.volume_size_gib}), as RDS requires; a full volume stops the database."
  }
}

variable "subnet_ids" {
  description = "Subnets of the database, in at least two zones."
  type        = list(string)

  validation {
    condition     = length(distinct(var.subnet_ids)) >= 2
    error_message = "subnet_ids must be at least 2 different subnets in different zones: RDS requires this even for a single instance."
  }
}

variable "security_group_ids" {
  description = "Security groups of the database."
  type        = list(string)

  validation {
    condition     = length(var.security_group_ids) > 0
    error_message = "security_group_ids must not be empty: RDS would use the VPC's default group, which allows no access."
  }
}

variable "parameters" {
  description = "PostgreSQL parameters by name; needs_restart for those that are only read at start."
  type = map(object({
    value         = string
    needs_restart = optional(bool, false)
  }))

  validation {
    condition     = !contains(keys(var.parameters), "rds.force_ssl") && !contains(keys(var.parameters), "max_connections")
    error_message = "parameters must contain neither rds.force_ssl, which is always on, nor max_connections, which is a separate input because an alarm depends on it."
  }
}

variable "max_connections" {
  description = "Connections that the database accepts; an alarm comes at 80 percent."
  type        = number

  validation {
    condition     = var.max_connections >= 50 && floor(var.max_connections) == var.max_connections
    error_message = "max_connections must be a whole number of at least 50: the sum of the services' pools at their largest number of replicas, plus some for people and migrations."
  }
}

variable "backup_retention_days" {
  description = "Number of days for which any second can be restored."
  type        = number

  validation {
    condition     = var.backup_retention_days >= 1 && var.backup_retention_days <= 35
    error_message = "backup_retention_days must be 1 to 35, as RDS requires."
  }
}

variable "deletion_protection" {
  description = "Whether RDS refuses to delete the database until this is false."
  type        = bool
}

variable "disposable" {
  description = "Whether the database may be deleted without a final snapshot, along with its automatic backups."
  type        = bool
}

variable "kms_key_arn" {
  description = "Key that encrypts the storage, its backups, Database Insights and the master user's secret; a change replaces the database."
  type        = string

  validation {
    condition     = can(regex("^arn:[a-z-]+:kms:", var.kms_key_arn))
    error_message = "kms_key_arn must be the ARN of a KMS key."
  }
}

variable "log_kms_key_arn" {
  description = "Key that encrypts the log group; CloudWatch Logs must be allowed to use it."
  type        = string

  validation {
    condition     = can(regex("^arn:[a-z-]+:kms:", var.log_kms_key_arn))
    error_message = "log_kms_key_arn must be the ARN of a KMS key."
  }
}

variable "log_retention_days" {
  description = "Days that the log group keeps the logs of PostgreSQL."
  type        = number

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "log_retention_days must be a value that CloudWatch Logs supports: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653."
  }
}

variable "monitoring_role_arn" {
  description = "Role with which RDS delivers enhanced monitoring."
  type        = string

  validation {
    condition     = can(regex("^arn:[a-z-]+:iam::[0-9]{12}:role/", var.monitoring_role_arn))
    error_message = "monitoring_role_arn must be the ARN of an IAM role."
  }
}

variable "alarm_topic_arn" {
  description = "SNS topic that is notified of alarms and of their end."
  type        = string

  validation {
    condition     = can(regex("^arn:[a-z-]+:sns:", var.alarm_topic_arn))
    error_message = "alarm_topic_arn must be the ARN of an SNS topic."
  }
}
