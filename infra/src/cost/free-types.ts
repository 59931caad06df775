/** Types that cost nothing by themselves, by the reason why. A type of none of the lists has to be judged first. */
const freeTypes: Readonly<Record<string, readonly string[]>> = {
  'rights, and what reports on them': [
    'aws_accessanalyzer_analyzer', 'aws_iam_instance_profile', 'aws_iam_openid_connect_provider', 'aws_iam_policy', 'aws_iam_role',
    'aws_iam_role_policy', 'aws_iam_role_policy_attachment', 'aws_iam_service_linked_role', 'aws_eks_access_entry',
    'aws_eks_access_policy_association', 'aws_eks_pod_identity_association', 'aws_ecr_repository_policy', 'aws_ecr_registry_policy',
    'aws_s3_bucket_policy', 'aws_sns_topic_policy', 'aws_sqs_queue_policy', 'aws_secretsmanager_secret_policy', 'aws_kms_key_policy',
    'aws_kms_grant', 'aws_cloudwatch_log_resource_policy',
  ],
  'shape of the network; what passes through it is paid': [
    'aws_default_network_acl', 'aws_default_route_table', 'aws_default_security_group', 'aws_internet_gateway', 'aws_network_acl',
    'aws_network_acl_association', 'aws_network_acl_rule', 'aws_route', 'aws_route_table', 'aws_route_table_association', 'aws_security_group',
    'aws_subnet', 'aws_vpc_endpoint_policy', 'aws_vpc_endpoint_route_table_association', 'aws_vpc_ipv4_cidr_block_association',
    'aws_vpc_security_group_egress_rule', 'aws_vpc_security_group_ingress_rule', 'aws_route53_record', 'aws_route53_query_log',
  ],
  'certificates for AWS load balancers': ['aws_acm_certificate', 'aws_acm_certificate_validation'],
  'settings of something that is paid for itself': [
    'aws_appautoscaling_policy', 'aws_appautoscaling_target', 'aws_autoscaling_group_tag', 'aws_codebuild_webhook', 'aws_db_parameter_group', 'aws_db_subnet_group',
    'aws_ebs_default_kms_key', 'aws_ebs_encryption_by_default', 'aws_ec2_instance_metadata_defaults', 'aws_ecr_lifecycle_policy',
    'aws_ecr_repository_creation_template', 'aws_eks_addon', 'aws_kms_alias', 'aws_launch_template', 'aws_msk_configuration', 'aws_msk_topic',
    'aws_rds_cluster_parameter_group', 'aws_s3_account_public_access_block', 'aws_s3_bucket_lifecycle_configuration',
    'aws_s3_bucket_object_lock_configuration', 'aws_s3_bucket_ownership_controls', 'aws_s3_bucket_public_access_block',
    'aws_s3_bucket_server_side_encryption_configuration', 'aws_s3_bucket_versioning', 'aws_secretsmanager_secret_rotation',
    'aws_wafv2_web_acl_association', 'aws_wafv2_web_acl_logging_configuration',
  ],
  'reports of costs, and budgets without actions': [
    'aws_budgets_budget', 'aws_ce_anomaly_monitor', 'aws_ce_anomaly_subscription', 'aws_ce_cost_allocation_tag',
  ],
  'standard parameters': ['aws_ssm_parameter'],
  "so little used here that AWS's monthly allowance covers it": [
    'aws_cloudwatch_event_rule', 'aws_cloudwatch_event_target', 'aws_cloudwatch_log_metric_filter', 'aws_dynamodb_table', 'aws_sns_topic',
    'aws_sns_topic_subscription',
  ],
};

const reasons = new Map(Object.entries(freeTypes).flatMap(([reason, types]) => types.map((type) => [type, reason] as const)));

/** Why a type costs nothing; undefined when that is not known. */
export function whyFree(type: string): string | undefined {
  return reasons.get(type);
}
