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

variable "kafka" {
  description = <<-EOT
    How Kafka runs. `msk`: Amazon MSK. `strimzi`: in the Kubernetes cluster, by its manifests; then this stack makes nothing for Kafka and hands
    over nulls. Brokers, replication and topics come from the catalogue.
  EOT
  type = object({
    mode                = string
    version             = optional(string)
    instance_type       = optional(string)
    volume_size_gib     = optional(number)
    max_volume_size_gib = optional(number)
  })

  validation {
    condition     = contains(["msk", "strimzi"], var.kafka.mode)
    error_message = "kafka.mode must be msk or strimzi."
  }

  validation {
    condition     = var.kafka.mode != "strimzi" || var.environment != "production"
    error_message = "kafka.mode must be msk in production: brokers in the cluster would fail together with its nodes. Strimzi is for dev."
  }

  validation {
    condition = var.kafka.mode != "msk" || alltrue([
      for value in [var.kafka.version, var.kafka.instance_type, var.kafka.volume_size_gib, var.kafka.max_volume_size_gib] : value != null
    ])
    error_message = "kafka.mode = msk needs version, instance_type, volume_size_gib and max_volume_size_gib."
  }
}

variable "database" {
  description = <<-EOT
    How PostgreSQL runs. `aurora`: a writer and a reader in two zones, or a writer alone where it is disposable; needs aurora_storage_type, and
    serverless_capacity with the class db.serverless. `instance`: one instance in one zone; needs volume_size_gib and max_volume_size_gib.
  EOT
  type = object({
    kind                  = string
    major_version         = number
    instance_class        = string
    max_connections       = number
    backup_retention_days = number
    aurora_storage_type   = optional(string)
    serverless_capacity   = optional(object({ min_acu = number, max_acu = number }))
    volume_size_gib       = optional(number)
    max_volume_size_gib   = optional(number)
  })

  validation {
    condition     = contains(["aurora", "instance"], var.database.kind)
    error_message = "database.kind must be aurora or instance."
  }

  validation {
    condition     = var.database.kind == "aurora" || var.environment != "production"
    error_message = "database.kind must be aurora in production: a single instance is down during restarts and when its zone fails."
  }

  validation {
    condition     = var.database.kind != "aurora" || (var.database.aurora_storage_type != null && var.database.volume_size_gib == null && var.database.max_volume_size_gib == null)
    error_message = "database.kind = aurora needs aurora_storage_type, but neither volume_size_gib nor max_volume_size_gib: its storage has no configurable size."
  }

  validation {
    condition     = var.database.kind != "instance" || (var.database.aurora_storage_type == null && var.database.serverless_capacity == null && var.database.volume_size_gib != null && var.database.max_volume_size_gib != null)
    error_message = "database.kind = instance needs volume_size_gib and max_volume_size_gib, but neither aurora_storage_type nor serverless_capacity."
  }

  validation {
    condition     = var.environment != "production" || var.database.backup_retention_days == 35
    error_message = "database.backup_retention_days must be 35 in production: mistakes are sometimes found weeks later."
  }
}

variable "major_upgrade_allowed" {
  description = "Set on the command line only, for an upgrade of PostgreSQL to another major version: allows this one apply to do it, at once. See docs/guides/upgrade.md."
  type        = bool
  default     = false
}

variable "broker_logs_in_bucket" {
  description = "Whether MSK also delivers the brokers' logs to the bucket. A teardown first sets it to false; otherwise the bucket would fill while it is being emptied."
  type        = bool
  default     = true
}

variable "deletion_protection" {
  description = "Whether AWS refuses to delete the database."
  type        = bool

  validation {
    condition     = var.deletion_protection || var.environment != "production" || var.teardown_of == local.name
    error_message = "deletion_protection must be true in production. For a teardown of production, name it: -var deletion_protection=false -var teardown_of=${local.name} (see this stack's README)."
  }
}

variable "teardown_of" {
  description = "Set on the command line only, for a teardown: the name of the environment, for example `parcels-production`. Allows deletion_protection to be false there."
  type        = string
  default     = null

  validation {
    condition     = var.teardown_of == null || var.teardown_of == local.name
    error_message = "teardown_of names another environment than this one, ${local.name}. Nothing was changed."
  }
}

variable "disposable" {
  description = "Whether resources with data may be destroyed: buckets with their contents, the database without a final snapshot and with its automatic backups."
  type        = bool

  validation {
    condition     = !var.disposable || var.environment != "production"
    error_message = "disposable must be false in production, even for a teardown: its final snapshot and its backups are all that can still be restored."
  }
}

variable "secret_recovery_window_days" {
  description = "Days in which a deleted secret can be restored; during that time, no secret with the same name can be created. 0 deletes at once."
  type        = number

  validation {
    condition     = var.secret_recovery_window_days == 0 || (var.secret_recovery_window_days >= 7 && var.secret_recovery_window_days <= 30)
    error_message = "secret_recovery_window_days must be 0 or 7 to 30, as Secrets Manager requires."
  }

  validation {
    condition     = var.secret_recovery_window_days == 30 || var.environment != "production"
    error_message = "secret_recovery_window_days must be 30 in production."
  }
}

variable "log_retention_days" {
  description = "Days that logs of brokers, databases and load balancers are kept."
  type        = number

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "log_retention_days must be a value that CloudWatch Logs supports: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653."
  }
}

variable "alarm_emails" {
  description = "E-mail addresses that are notified of alarms of Kafka and PostgreSQL, once each has confirmed AWS's e-mail. May be empty: other subscribers can use the topic."
  type        = set(string)

  validation {
    condition     = alltrue([for address in var.alarm_emails : can(regex("^[^@ ]+@[^@ ]+\\.[^@ ]+$", address))])
    error_message = "Each of alarm_emails must be an e-mail address."
  }
}
