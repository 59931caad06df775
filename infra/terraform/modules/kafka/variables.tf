variable "name" {
  description = "Name of the cluster, for example `fairway-dev-kafka`; the prefix of related names."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{0,62}$", var.name))
    error_message = "name must be 1 to 63 lower-case letters, digits or hyphens: MSK accepts up to 64, and the names of its alarms are built on it."
  }
}

variable "kafka_version" {
  description = "Version of Apache Kafka in MSK's notation, with KRaft, for example `4.1.x.kraft`. A higher one upgrades in place, broker by broker, and cannot be undone."
  type        = string

  validation {
    condition     = can(regex("^(3\\.9|4\\.[0-9]+)\\.x\\.kraft$", var.kafka_version))
    error_message = "kafka_version must be 3.9.x.kraft, 4.0.x.kraft, 4.1.x.kraft or newer: with ZooKeeper there is no upgrade to Kafka 4, and older versions leave support."
  }
}

variable "broker_count" {
  description = "Total number of brokers."
  type        = number

  validation {
    condition     = var.broker_count >= 2 && var.broker_count <= 30 && floor(var.broker_count) == var.broker_count
    error_message = "broker_count must be a whole number from 2 to 30, which is MSK's quota for a cluster."
  }
}

variable "instance_type" {
  description = "Instance type of the Standard brokers."
  type        = string

  validation {
    condition     = contains(keys(local.recommended_replicas_per_broker), var.instance_type)
    error_message = "instance_type must be one of ${join(", ", keys(local.recommended_replicas_per_broker))}. MSK refuses kafka.t3.small for new clusters with KRaft; if two brokers of kafka.m7g.large are too expensive, dev can run Kafka in the cluster (kafka.mode = \"strimzi\")."
  }
}

variable "volume_size_gib" {
  description = "Initial size of each broker's volume; autoscaling grows it from there."
  type        = number

  validation {
    condition     = var.volume_size_gib >= 1 && var.volume_size_gib <= 16384 && floor(var.volume_size_gib) == var.volume_size_gib
    error_message = "volume_size_gib must be a whole number from 1 to 16384, as MSK requires."
  }
}

variable "max_volume_size_gib" {
  description = "Maximum size up to which each broker's volume grows by itself."
  type        = number

  validation {
    condition     = var.max_volume_size_gib > var.volume_size_gib && var.max_volume_size_gib <= 16384
    error_message = "max_volume_size_gib must be above volume_size_gib (${var.volume_size_gib}) and at most 16384; otherwise a full disk stops the brokers."
  }
}

variable "subnet_ids" {
  description = "Subnets of the brokers, one per availability zone."
  type        = list(string)

  validation {
    condition     = contains([2, 3], length(distinct(var.subnet_ids))) && length(var.subnet_ids) == length(distinct(var.subnet_ids))
    error_message = "subnet_ids must be 2 or 3 different subnets, each in its own zone, as MSK requires."
  }
}

variable "security_group_ids" {
  description = "Security groups of the brokers' network interfaces."
  type        = list(string)

  validation {
    condition     = length(var.security_group_ids) > 0
    error_message = "security_group_ids must not be empty: MSK would use the VPC's default group, which allows no access."
  }
}

variable "topics" {
  description = "Topics by name, from the catalogue."
  type = map(object({
    partitions   = number
    retention_ms = number
  }))

  validation {
    condition     = length(var.topics) > 0
    error_message = "topics must not be empty: brokers do not create any by themselves. Declare them in catalog/src/topics.ts."
  }

  validation {
    condition     = alltrue([for name in keys(var.topics) : can(regex("^[a-zA-Z0-9._-]{1,249}$", name)) && !contains([".", ".."], name)])
    error_message = "Each name in topics must be 1 to 249 letters, digits, dots, underscores or hyphens, as Kafka requires. Correct it in catalog/src/topics.ts."
  }

  # Kafka replaces dots by underscores in the names of its metrics.
  validation {
    condition     = length(distinct([for name in keys(var.topics) : replace(name, ".", "_")])) == length(var.topics)
    error_message = "Two names in topics differ only by a dot and an underscore, and Kafka refuses the second. Rename one in catalog/src/topics.ts."
  }

  validation {
    condition     = alltrue([for topic in var.topics : topic.partitions >= 1 && topic.retention_ms >= 60000])
    error_message = "Each of topics needs at least one partition and a retention of at least a minute (60000 ms). Correct it in catalog/src/topics.ts."
  }
}

variable "replication_factor" {
  description = "Copies of each partition, on different brokers."
  type        = number

  validation {
    condition     = var.replication_factor >= 2
    error_message = "replication_factor must be at least 2: with one copy, a broker's restart is an outage and its loss is the loss of records."
  }
}

variable "min_insync_replicas" {
  description = "Copies that must have a record before its producer gets an acknowledgement."
  type        = number

  validation {
    condition     = var.min_insync_replicas >= 1
    error_message = "min_insync_replicas must be at least 1."
  }
}

variable "kms_key_arn" {
  description = "Key that encrypts the brokers' volumes; a change replaces the cluster."
  type        = string

  validation {
    condition     = can(regex("^arn:[a-z-]+:kms:", var.kms_key_arn))
    error_message = "kms_key_arn must be the ARN of a KMS key."
  }
}

variable "log_kms_key_arn" {
  description = "Key that encrypts the log group of the brokers; CloudWatch Logs must be allowed to use it."
  type        = string

  validation {
    condition     = can(regex("^arn:[a-z-]+:kms:", var.log_kms_key_arn))
    error_message = "log_kms_key_arn must be the ARN of a KMS key."
  }
}

variable "log_retention_days" {
  description = "Days that the log group keeps the brokers' logs."
  type        = number

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "log_retention_days must be a value that CloudWatch Logs supports: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653."
  }
}

variable "log_bucket_enabled" {
  description = "Whether the bucket also receives the brokers' logs; the log group always does."
  type        = bool
}

variable "log_bucket_name" {
  description = "Bucket that receives the brokers' logs; its policy must allow delivery.logs.amazonaws.com."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.log_bucket_name))
    error_message = "log_bucket_name must be the name of a bucket, not its ARN."
  }
}

variable "log_bucket_prefix" {
  description = "Prefix below which the brokers' logs go in the bucket."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9-]+$", var.log_bucket_prefix))
    error_message = "log_bucket_prefix must be lower-case letters, digits or hyphens, without a slash."
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
