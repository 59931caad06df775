# prevent_destroy cannot depend on the environment, and would make dev impossible to tear down: a topic that leaves the catalogue is deleted
# with its records. The plan says so; production's reviewers and the rights of the role that applies it are the guard.
resource "aws_msk_topic" "this" {
  for_each = var.topics

  cluster_arn        = aws_msk_cluster.this.arn
  name               = each.key
  partition_count    = each.value.partitions
  replication_factor = var.replication_factor

  configs = jsonencode({
    "cleanup.policy"      = "delete"
    "min.insync.replicas" = tostring(var.min_insync_replicas)
    "retention.ms"        = tostring(each.value.retention_ms)
  })
}
