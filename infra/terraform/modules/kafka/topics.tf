# prevent_destroy cannot depend on the environment, and would prevent a teardown of dev: a topic that leaves the
# catalogue is deleted with its records. The plan shows that; production is protected by its reviewers and by the rights
# of the role that applies it.
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
