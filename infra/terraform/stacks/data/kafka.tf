locals {
  msk = var.kafka.mode == "msk"

  # The catalogue sets the numbers of brokers, replicas and in-sync replicas, because services and alerts depend on
  # them.
  brokers = local.catalog.environments[var.environment].kafka
}

module "kafka" {
  source = "../../modules/kafka"
  count  = local.msk ? 1 : 0

  name                = "${local.name}-kafka"
  kafka_version       = var.kafka.version
  broker_count        = local.brokers.brokers
  replication_factor  = local.brokers.replication_factor
  min_insync_replicas = local.brokers.min_insync_replicas
  topics              = local.catalog.topics

  instance_type       = var.kafka.instance_type
  volume_size_gib     = var.kafka.volume_size_gib
  max_volume_size_gib = var.kafka.max_volume_size_gib
  kms_key_arn         = module.kafka_key[0].arn

  # MSK puts the same number of brokers into each subnet: two brokers use two zones, three or more use three.
  subnet_ids         = slice(local.data_subnet_ids, 0, min(local.brokers.brokers, length(local.data_subnet_ids)))
  security_group_ids = [local.security_group_id.kafka]

  log_kms_key_arn    = module.monitoring_key.arn
  log_retention_days = var.log_retention_days
  log_bucket_enabled = var.broker_logs_in_bucket
  log_bucket_name    = module.logs_bucket.name
  log_bucket_prefix  = local.kafka_log_prefix
  alarm_topic_arn    = aws_sns_topic_policy.alarms.arn
}
