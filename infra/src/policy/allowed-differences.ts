/** A deliberate difference between dev and production. */
export interface AllowedDifference {
  /** Stack, resource and argument, or the environment that alone has the resource; `*` matches any text. */
  readonly where: string;
  readonly reason: string;
  /** It depends on a setting that a fork may leave empty, so the environments may also be equal. */
  readonly optional?: true;
}

const oneWayOut = 'The failure of one zone cuts dev off from the internet, and costs a third.';
const podRange = 'Thirty nodes need more addresses than three /24 subnets have; six do not.';
const fewerEndpoints =
  'An interface endpoint is charged per zone and hour; dev has only those that it needs to start, in one zone.';
const bastion = 'The specification requires a bastion in dev only.';
const engine = 'The specification requires Aurora with a reader in production, and one RDS instance in dev.';
const brokers =
  'The specification requires three brokers in three zones, and two in two in dev; replica counts follow from the catalogue.';
const size = 'Sized for the load of each environment.';
const shorterLogs = 'Logs older than a month are only examined in production.';
const throwAway = 'Dev is built and torn down in an afternoon; in production losing data takes two steps.';
const webAcl = 'Optional in the specification and charged per request; enabled where strangers call.';
const alarms = 'Dev alarms do not wake anyone at night.';

/**
 * Every allowed difference between production and dev. Anything else must be equal; an entry that no longer differs
 * must be removed, unless it is optional.
 */
export const allowedDifferences: readonly AllowedDifference[] = [
  // Ways to the internet
  { where: 'network aws_eip.nat[*] only in production', reason: oneWayOut },
  { where: 'network aws_nat_gateway.this[*] only in production', reason: oneWayOut },
  { where: 'network aws_route_table.private[*] route.nat_gateway_id', reason: oneWayOut },

  // Addresses of pods
  { where: 'network aws_vpc_ipv4_cidr_block_association.pods[0] only in production', reason: podRange },
  { where: 'network module.pod_subnets[0].* only in production', reason: podRange },
  { where: 'network aws_network_acl.data ingress', reason: podRange },
  { where: 'network aws_network_acl.data egress', reason: podRange },
  { where: 'network aws_ssm_parameter.handover insecure_value.pod_*', reason: podRange },
  { where: 'network aws_ssm_parameter.handover insecure_value.subnet_ids.pods.*', reason: podRange },
  {
    where: 'cluster aws_eks_addon.before_nodes["vpc-cni"] configuration_values.env.AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG',
    reason: podRange,
  },
  {
    where: 'cluster aws_eks_addon.before_nodes["vpc-cni"] configuration_values.env.ENI_CONFIG_LABEL_DEF',
    reason: podRange,
  },
  { where: 'cluster aws_eks_addon.before_nodes["vpc-cni"] configuration_values.eniConfig', reason: podRange },

  // Endpoints
  { where: 'network aws_vpc_endpoint.interface[*] only in production', reason: fewerEndpoints },
  { where: 'network aws_vpc_endpoint.interface[*] subnet_ids', reason: fewerEndpoints },

  // Bastion
  { where: 'network aws_security_group.this["bastion"] only in dev', reason: bastion },
  { where: 'network aws_vpc_security_group_egress_rule.flow["bastion-to-*"] only in dev', reason: bastion },
  { where: 'network aws_vpc_security_group_ingress_rule.flow["*-from-bastion-*"] only in dev', reason: bastion },
  { where: 'network aws_ssm_parameter.handover insecure_value.security_group_ids.bastion', reason: bastion },
  { where: 'cluster module.bastion[0].* only in dev', reason: bastion },
  { where: 'cluster aws_eks_access_entry.this["bastion"] only in dev', reason: bastion },
  { where: 'cluster aws_eks_access_policy_association.this["bastion"] only in dev', reason: bastion },
  { where: 'cluster aws_ssm_parameter.handover insecure_value.bastion_instance_id', reason: bastion },

  // Database
  { where: 'data module.instance[0].* only in dev', reason: engine },
  { where: 'data module.aurora[0].* only in production', reason: engine },
  { where: 'data aws_route53_record.database["database-reader"] records', reason: engine },
  { where: 'data aws_ssm_parameter.handover insecure_value.database.reader_endpoint', reason: engine },

  // Kafka
  { where: 'data module.kafka[0].aws_msk_cluster.this number_of_broker_nodes', reason: brokers },
  { where: 'data module.kafka[0].aws_msk_cluster.this broker_node_group_info.client_subnets', reason: brokers },
  { where: 'data module.kafka[0].aws_msk_configuration.this server_properties', reason: brokers },
  { where: 'data module.kafka[0].aws_msk_topic.this[*] replication_factor', reason: brokers },
  { where: 'data module.kafka[0].aws_msk_topic.this[*] configs*.min.insync.replicas', reason: brokers },
  { where: 'data module.kafka[0].aws_cloudwatch_metric_alarm.this["broker-3-*"] only in production', reason: brokers },

  // Sizes
  {
    where: 'data module.kafka[0].aws_msk_cluster.this broker_node_group_info.storage_info.ebs_storage_info.volume_size',
    reason: size,
  },
  { where: 'data module.kafka[0].aws_appautoscaling_target.storage max_capacity', reason: size },
  { where: 'cluster module.*_nodes*.aws_eks_node_group.this scaling_config.*_size', reason: size },
  { where: 'cluster module.*_nodes*.aws_launch_template.this block_device_mappings.ebs.volume_size', reason: size },

  // Retention of logs
  { where: '* retention_in_days', reason: shorterLogs },
  { where: 'data module.alb_logs_bucket.aws_s3_bucket_lifecycle_configuration.this rule', reason: shorterLogs },

  // Protection against deletion
  { where: 'data module.*_bucket*.aws_s3_bucket.this force_destroy', reason: throwAway },
  { where: 'data aws_secretsmanager_secret.*[*] recovery_window_in_days', reason: throwAway },
  { where: 'cluster module.eks.aws_eks_cluster.this deletion_protection', reason: throwAway },

  // What faces strangers, and who is called
  { where: 'cluster module.web_acl[0].* only in production', reason: webAcl },
  { where: 'cluster aws_ssm_parameter.handover insecure_value.web_acl_arn', reason: webAcl },
  { where: 'data aws_sns_topic_subscription.email[*] only in production', reason: alarms, optional: true },
];
