output "policies" {
  description = "Policies (JSON) by purpose: kafka, database, secrets, buckets; only those that the service needs."
  value = merge(
    local.uses_kafka ? { kafka = data.aws_iam_policy_document.kafka[0].json } : {},
    local.uses_database ? { database = data.aws_iam_policy_document.database[0].json } : {},
    length(local.read_buckets) > 0 ? { buckets = data.aws_iam_policy_document.buckets[0].json } : {},
    local.uses_secrets ? { secrets = data.aws_iam_policy_document.secrets[0].json } : {},
  )
}
