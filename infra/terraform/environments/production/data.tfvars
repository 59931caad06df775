environment = "production"

kafka = {
  mode                = "msk"
  version             = "4.1.x.kraft"
  instance_type       = "kafka.m7g.large"
  volume_size_gib     = 500
  max_volume_size_gib = 2000
}

# A writer and a reader in two zones. Connections: four services with pools of 10 and up to 10 replicas, a quarter more during a rollout, and a
# hundred for migrations and people.
database = {
  kind                  = "aurora"
  major_version         = 18
  instance_class        = "db.r7g.large"
  max_connections       = 600
  backup_retention_days = 35
  aurora_storage_type   = "aurora"
}

deletion_protection         = true
disposable                  = false
secret_recovery_window_days = 30

log_retention_days = 90

# Notified when Kafka or PostgreSQL fails, even if the cluster's own alerting fails with it.
alarm_emails = ["on-call@example.com"]
