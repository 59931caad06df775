variable "service" {
  description = "Name of the service in the catalogue."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]*[a-z0-9]$", var.service))
    error_message = "service must be the name of a service of the catalogue, in lower-case letters, digits and hyphens."
  }
}

variable "declaration" {
  description = "The service's declaration, as in generated/catalog.json."
  type = object({
    produces       = set(string)
    consumes       = set(string)
    dead_letters   = set(string)
    consumer_group = optional(string)
    database       = optional(object({ name = string, role = string }))
    secrets        = set(string)
    buckets        = optional(map(string), {})
  })

  validation {
    condition = length(setsubtract(
      setunion(var.declaration.produces, var.declaration.consumes, var.declaration.dead_letters),
      var.topics,
    )) == 0
    error_message = <<-EOT
      ${var.service} uses a topic that the catalogue does not have:
      ${join(", ", setsubtract(setunion(var.declaration.produces, var.declaration.consumes, var.declaration.dead_letters), var.topics))}.
      Declare it in catalog/src/topics.ts, or take it from the service in catalog/src/services.ts, then run npm run generate.
    EOT
  }

  validation {
    condition     = length(var.declaration.consumes) == 0 || var.declaration.consumer_group != null
    error_message = "${var.service} consumes topics but has no consumer_group: it could read but never commit. Run npm run generate, which names the group after the service."
  }

  validation {
    condition     = var.declaration.database == null || can(regex("^[a-z_][a-z0-9_]*$", var.declaration.database.role))
    error_message = "The database role of ${var.service} must be one plain PostgreSQL role: a wildcard would include every role. Correct it in catalog/src/databases.ts, then run npm run generate."
  }

  validation {
    condition     = alltrue([for access in values(var.declaration.buckets) : contains(["read", "write"], access)])
    error_message = "${var.service} may read or write a bucket, but nothing else: ${jsonencode(var.declaration.buckets)}. Run npm run generate, which writes one of the two."
  }
}

variable "topics" {
  description = "Every existing topic, including dead-letter topics."
  type        = set(string)

  validation {
    condition     = alltrue([for topic in var.topics : can(regex("^[A-Za-z0-9._-]{1,249}$", topic))])
    error_message = "Each of topics must be a Kafka topic name: 1 to 249 letters, digits, dots, underscores or hyphens. Correct it in catalog/src/topics.ts, then run npm run generate."
  }
}

variable "kafka_cluster_arn" {
  description = "ARN of the MSK cluster; null when Kafka runs in the cluster, where IAM does not control it."
  type        = string

  validation {
    condition     = var.kafka_cluster_arn == null || can(regex("^arn:[a-z-]+:kafka:[a-z0-9-]+:[0-9]{12}:cluster/[^/]+/[^/]+$", var.kafka_cluster_arn))
    error_message = "kafka_cluster_arn must be the ARN of an MSK cluster (arn:aws:kafka:...:cluster/<name>/<uuid>), or null: the ARNs of topics and groups are derived from it."
  }
}

variable "database_resource_id" {
  description = "Resource id of the database (cluster-... or db-...) for IAM authentication; null when no service has a database."
  type        = string

  validation {
    condition     = var.database_resource_id == null ? var.declaration.database == null : can(regex("^(cluster|db)-[A-Za-z0-9]+$", var.database_resource_id))
    error_message = "database_resource_id must be the resource id (cluster-... or db-...) of the database that ${var.service} connects to. Apply the data stack first; it hands the id over."
  }
}

variable "secret_arns" {
  description = "ARNs of the service's secrets by name, as created by the data stack."
  type        = map(string)

  validation {
    condition     = length(setsubtract(var.declaration.secrets, keys(var.secret_arns))) == 0
    error_message = <<-EOT
      ${var.service} declares secrets that do not exist: ${join(", ", setsubtract(var.declaration.secrets, keys(var.secret_arns)))}.
      Apply the data stack first; it makes one for each name in the catalogue.
    EOT
  }

  validation {
    condition     = alltrue([for arn in values(var.secret_arns) : can(regex("^arn:[a-z-]+:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[^*?]+$", arn))])
    error_message = "Each of secret_arns must be the full ARN of one secret: a wildcard would include other secrets."
  }
}

variable "secrets_kms_key_arn" {
  description = "ARN of the key that encrypts the secrets."
  type        = string

  validation {
    condition     = can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[^*?]+$", var.secrets_kms_key_arn))
    error_message = "secrets_kms_key_arn must be the ARN of a KMS key, not an alias: IAM ignores aliases in policies."
  }
}

variable "bucket_arns" {
  description = "ARNs of the services' own buckets, by name, as created by the data stack."
  type        = map(string)

  validation {
    condition     = length(setsubtract(keys(var.declaration.buckets), keys(var.bucket_arns))) == 0
    error_message = <<-EOT
      ${var.service} declares buckets that do not exist: ${join(", ", setsubtract(keys(var.declaration.buckets), keys(var.bucket_arns)))}.
      Apply the data stack first; it makes one for each in the catalogue.
    EOT
  }

  validation {
    condition     = alltrue([for arn in values(var.bucket_arns) : can(regex("^arn:[a-z-]+:s3:::[a-z0-9-]+$", arn))])
    error_message = "Each of bucket_arns must be the full ARN of one bucket: a wildcard would include other buckets."
  }
}

variable "storage_kms_key_arn" {
  description = "ARN of the key that encrypts the contents of the buckets."
  type        = string

  validation {
    condition     = can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[^*?]+$", var.storage_kms_key_arn))
    error_message = "storage_kms_key_arn must be the ARN of a KMS key, not an alias: IAM ignores aliases in policies."
  }
}
