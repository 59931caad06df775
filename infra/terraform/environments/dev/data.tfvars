environment = "dev"

# The smallest brokers that MSK offers with KRaft. To save money, mode = "strimzi" runs Kafka in the cluster; then omit
# the rest.
kafka = {
  mode                = "msk"
  version             = "4.1.x.kraft"
  instance_type       = "kafka.m7g.large"
  volume_size_gib     = 50
  max_volume_size_gib = 100
}

# Connections: four services with pools of 10 and up to 3 replicas, one more during a rollout, and room for five new services
# with pools of 5. RDS itself would allow as many in 2 GiB.
# One instance in one zone, as the specification requires for dev. For Aurora Serverless v2 instead, at about twice the
# idle price: kind = "aurora", instance_class = "db.serverless", serverless_capacity = { min_acu = 0.5, max_acu = 4 },
# aurora_storage_type = "aurora", and no volume sizes.
database = {
  kind                  = "instance"
  major_version         = 18
  instance_class        = "db.t4g.small"
  max_connections       = 225
  backup_retention_days = 7
  volume_size_gib       = 20
  max_volume_size_gib   = 100
}

# dev can be destroyed with everything in it.
deletion_protection         = false
disposable                  = true
secret_recovery_window_days = 7

log_retention_days = 30

alarm_emails = []
