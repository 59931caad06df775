import { adminRoleArns, settings } from '../support/settings.js';
import { absent, defaultTag, statement, text, value, type FoundMutation, type Place } from './mutation.js';

const bootstrap: Place = ['shared', 'bootstrap'];
const global: Place = ['shared', 'global'];
const devNetwork: Place = ['dev', 'network'];
const network: Place = ['production', 'network'];
const devData: Place = ['dev', 'data'];
const data: Place = ['production', 'data'];
const devCluster: Place = ['dev', 'cluster'];
const cluster: Place = ['production', 'cluster'];

const allow = (Action: string | readonly string[], Resource = '*', more: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});
const foreigner = 'arn:aws:iam::999999999999:root';
const arn = (service: string, resource: string) =>
  `arn:aws:${service}:${settings.region}:${settings.accountId}:${resource}`;

const kafka = 'module.kafka[0].aws_msk_cluster.this';
const kafkaSettings = 'module.kafka[0].aws_msk_configuration.this';
const aurora = 'module.aurora[0].aws_rds_cluster.this';
const instance = 'module.instance[0].aws_db_instance.this';
const eks = 'module.eks.aws_eks_cluster.this';
const trail = 'aws_cloudtrail.this';
const reader = 'aws_iam_policy.read_configuration';
const lokiPolicy = 'module.platform_identity["loki"].aws_iam_role_policy.this["log-chunks"]';
const servicePolicy = 'module.service_identity["auth-service"].aws_iam_role_policy.this["kafka"]';
const dataAcl = 'aws_network_acl.data';
const databaseRule = 'aws_vpc_security_group_ingress_rule.flow["database-from-nodes-5432"]';
const nodes = 'module.on_demand_nodes.aws_launch_template.this';

/** Errors of all kinds, as people make them; each row says which rule must find it. */
export const generalMutations: readonly FoundMutation[] = [
  // tags
  defaultTag('tags', data, 'environment', undefined),
  defaultTag('tags', devCluster, 'environment', 'production'),
  defaultTag('tags', network, 'project', 'another'),
  defaultTag('tags', global, 'stack', 'network'),
  value('tags', devData, 'aws_sns_topic.alarms', 'tags_all', null),
  value('tags', cluster, nodes, 'tag_specifications', []),
  text(
    'tags',
    cluster,
    'aws_eks_addon.on_nodes["aws-ebs-csi-driver"]',
    'configuration_values',
    '"environment":"production"',
    '"environment":"dev"',
  ),
  value('tags', data, aurora, 'copy_tags_to_snapshot', false),

  // rights
  statement('wildcards', global, reader, 'policy', allow('secretsmanager:Get*')),
  statement('wildcards', global, reader, 'policy', allow('s3:GetObject', 'arn:aws:s3:::*/*')),
  statement(
    'wildcards',
    global,
    'module.plan_role["plan"].aws_iam_role_policy.this["plan"]',
    'policy',
    allow('kms:Decrypt'),
  ),
  statement(
    'wildcards',
    global,
    'module.build_role.aws_iam_role_policy.this["push-images"]',
    'policy',
    allow('sts:AssumeRole'),
  ),
  statement(
    'wildcards',
    global,
    'module.build_role.aws_iam_role_policy.this["push-images"]',
    'policy',
    allow('sts:AssumeRole', 'arn:aws:iam::*:role/*'),
  ),
  statement(
    'wildcards',
    global,
    'module.deploy_role["dev"].aws_iam_role_policy.this["deploy"]',
    'policy',
    allow(['iam:CreateRole', 'iam:AttachRolePolicy']),
  ),
  statement(
    'wildcards',
    global,
    'module.apply_role["dev"].aws_iam_role_policy.this["apply"]',
    'policy',
    allow('iam:PutRolePolicy', `arn:aws:iam::${settings.accountId}:role/${settings.project}-dev-*`),
  ),
  statement('wildcards', devCluster, servicePolicy, 'policy', allow('ec2:Authorize*')),
  statement('wildcards', cluster, servicePolicy, 'policy', allow('ssm:GetParam*', arn('ssm', 'parameter/*'))),
  statement('wildcards', cluster, servicePolicy, 'policy', allow('rds-db:connect', arn('rds-db', 'dbuser:*'))),
  statement(
    'wildcards',
    cluster,
    servicePolicy,
    'policy',
    allow('sqs:SendMessage', '*', { Condition: { StringEquals: { 'aws:RequestedRegion': settings.region } } }),
  ),
  statement(
    'wildcards',
    cluster,
    servicePolicy,
    'policy',
    allow('kms:Decrypt', '*', { Condition: { StringLike: { 'aws:ResourceTag/environment': '*' } } }),
  ),
  statement('wildcards', devCluster, lokiPolicy, 'policy', allow(['s3:PutObject', 's3:GetObject'], 'arn:aws:s3:::*/*')),
  value(
    'wildcards',
    cluster,
    'module.platform_identity["vpc-cni"].aws_iam_role_policy_attachment.this["arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy"]',
    'policy_arn',
    'arn:aws:iam::aws:policy/AdministratorAccess',
  ),
  value(
    'wildcards',
    devCluster,
    'module.bastion[0].aws_iam_role_policy_attachment.session_manager',
    'policy_arn',
    `arn:aws:iam::${settings.accountId}:policy/${settings.project}-boundary-dev`,
  ),
  text('wildcards', global, 'module.build_role.aws_iam_role.this', 'assume_role_policy', 'StringEquals', 'StringLike'),
  statement('wildcards', global, 'module.deploy_role["production"].aws_iam_role.this', 'assume_role_policy', {
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Principal: { AWS: `arn:aws:iam::${settings.accountId}:root` },
  }),

  statement(
    'wildcards',
    cluster,
    lokiPolicy,
    'policy',
    allow('s3:*', `arn:aws:s3:::${settings.project}-production-logs/*`),
  ),
  statement(
    'wildcards',
    global,
    'module.deploy_role["dev"].aws_iam_role_policy.this["deploy"]',
    'policy',
    allow('iam:UpdateAssumeRolePolicy', `arn:aws:iam::${settings.accountId}:role/x`),
  ),

  // the other environment
  statement(
    'other environment',
    devCluster,
    lokiPolicy,
    'policy',
    allow('s3:GetObject', `arn:aws:s3:::${settings.project}-production-logs/*`),
  ),
  statement(
    'other environment',
    global,
    'module.deploy_role["dev"].aws_iam_role_policy.this["deploy"]',
    'policy',
    allow('eks:DescribeCluster', arn('eks', `cluster/${settings.project}-production`)),
  ),
  text(
    'other environment',
    devCluster,
    'module.service_identity["auth-service"].aws_iam_role.this',
    'assume_role_policy',
    ':dev:auth-service',
    ':production:auth-service',
  ),

  // other accounts, and everybody
  statement(
    'foreign accounts',
    bootstrap,
    'module.state_bucket.aws_s3_bucket_policy.this',
    'policy',
    allow('s3:GetObject', 'arn:aws:s3:::x/*', { Principal: { AWS: foreigner } }),
  ),
  statement(
    'foreign accounts',
    data,
    'module.database_key.aws_kms_key.this',
    'policy',
    allow('kms:Decrypt', '*', { Principal: { AWS: '999999999999' } }),
  ),
  statement('foreign accounts', global, 'module.repository["auth-service"].aws_ecr_repository_policy.this', 'policy', {
    Effect: 'Allow',
    Action: 'ecr:BatchGetImage',
    Principal: '*',
    Condition: { StringEquals: { 'aws:PrincipalAccount': '999999999999' } },
  }),
  statement(
    'exposed policies',
    devData,
    'module.backups_bucket.aws_s3_bucket_policy.this',
    'policy',
    allow('s3:GetObject', 'arn:aws:s3:::x/*', {
      Principal: '*',
      Condition: { StringNotEquals: { 'aws:PrincipalAccount': '999' } },
    }),
  ),
  text('exposed policies', data, 'aws_sns_topic_policy.alarms', 'policy', 'aws:SourceAccount', 'aws:SourceOrgID'),
  value('exposed policies', network, 'aws_vpc_endpoint.s3', 'policy', null),

  // network
  value('network ACLs', network, dataAcl, 'ingress.0.cidr_block', '10.0.0.0/16'),
  value('network ACLs', devNetwork, dataAcl, 'ingress.0.to_port', 65535),
  value('network ACLs', devNetwork, dataAcl, 'egress.0.protocol', '-1'),
  value('network ACLs', network, dataAcl, 'subnet_ids', []),
  value('exposure', devNetwork, databaseRule, 'cidr_ipv4', '10.0.0.0/8'),
  value('exposure', network, databaseRule, 'ip_protocol', '-1'),
  value('exposure', network, databaseRule, 'prefix_list_id', 'pl-12345678'),
  value(
    'exposure',
    data,
    kafka,
    'broker_node_group_info.0.connectivity_info.0.public_access.0.type',
    'SERVICE_PROVIDED_EIPS',
  ),
  value('exposure', cluster, 'module.web_acl[0].aws_wafv2_web_acl.this', 'rule', []),
  value('exposure', devNetwork, 'aws_default_security_group.this', 'ingress', [
    { protocol: '-1', from_port: 0, to_port: 0, self: true },
  ]),
  value('exposure', global, 'aws_s3_account_public_access_block.this', 'block_public_policy', false),

  // logins
  value('logins', data, kafka, 'client_authentication.0.unauthenticated', true),
  value('logins', devData, kafka, 'client_authentication.0.sasl.0.iam', false),
  value('logins', data, kafkaSettings, 'server_properties', 'unclean.leader.election.enable=false'),
  value('logins', data, aurora, 'iam_database_authentication_enabled', null),
  value('logins', cluster, eks, 'access_config.0.authentication_mode', 'API_AND_CONFIG_MAP'),
  value('logins', devCluster, eks, 'access_config.0.bootstrap_cluster_creator_admin_permissions', true),
  value('logins', cluster, 'aws_eks_access_entry.this["deploy"]', 'kubernetes_groups', ['system:masters']),
  value('logins', devCluster, 'module.bastion[0].aws_instance.this', 'key_name', 'operations'),

  value('logins', global, 'aws_iam_openid_connect_provider.github', 'client_id_list', ['sts.amazonaws.com', 'vault']),
  value(
    'logins',
    cluster,
    `aws_eks_access_policy_association.this["admin ${adminRoleArns[0]}"]`,
    'principal_arn',
    `arn:aws:iam::${settings.accountId}:role/${settings.project}-deploy-production`,
  ),

  // keys
  value('keys', bootstrap, 'module.state_key.aws_kms_key.this', 'enable_key_rotation', false),
  value('keys', data, 'module.database_key.aws_kms_key.this', 'rotation_period_in_days', 2560),
  absent('keys', data, 'module.aurora[0].aws_secretsmanager_secret_rotation.master'),

  // logs
  absent('audit', global, trail),
  value('audit', global, trail, 'is_multi_region_trail', false),
  value('audit', global, trail, 'enable_log_file_validation', false),
  value('audit', global, trail, 'enable_logging', false),
  value('audit', global, trail, 'advanced_event_selector.0.field_selector', [
    { field: 'eventCategory', equals: ['Management'] },
    { field: 'readOnly', equals: ['false'] },
  ]),
  absent('audit', devNetwork, 'aws_flow_log.this'),
  value('audit', network, 'aws_flow_log.this', 'traffic_type', 'REJECT'),
  value('audit', cluster, eks, 'enabled_cluster_log_types', ['api', 'authenticator', 'controllerManager', 'scheduler']),
  value('audit', devData, kafka, 'logging_info', []),
  value('audit', devData, instance, 'enabled_cloudwatch_logs_exports', []),
  value('audit', data, 'module.aurora[0].aws_db_parameter_group.this', 'parameter', []),
  absent('audit', cluster, 'module.web_acl[0].aws_wafv2_web_acl_logging_configuration.this'),
  value('audit', cluster, 'module.web_acl[0].aws_wafv2_web_acl_logging_configuration.this', 'redacted_fields', []),
  value('audit', global, trail, 'advanced_event_selector.1.field_selector', []),
  value('audit', data, 'module.kafka[0].aws_cloudwatch_metric_alarm.this["broker-1-disk"]', 'alarm_actions', []),
  value('audit', global, 'aws_ecr_registry_scanning_configuration.this', 'scan_type', 'BASIC'),

  // what must not be lost
  value('retention', data, kafkaSettings, 'server_properties', 'allow.everyone.if.no.acl.found=false'),
  value(
    'retention',
    data,
    kafkaSettings,
    'server_properties',
    'allow.everyone.if.no.acl.found=false\nunclean.leader.election.enable=false\nmin.insync.replicas=1',
  ),
  value(
    'retention',
    bootstrap,
    'module.state_bucket.aws_s3_bucket_versioning.this',
    'versioning_configuration.0.status',
    'Suspended',
  ),
  value('retention', bootstrap, 'module.state_bucket.aws_s3_bucket.this', 'force_destroy', true),
  value(
    'retention',
    global,
    'module.repository["auth-service"].aws_ecr_repository.this',
    'image_tag_mutability',
    'MUTABLE',
  ),
  value('retention', cluster, 'module.eks.aws_cloudwatch_log_group.this', 'retention_in_days', 1),
  value('retention', global, 'module.trail_bucket.aws_s3_bucket_lifecycle_configuration.this', 'rule.0.expiration', [
    { days: 1 },
  ]),
  value(
    'retention',
    bootstrap,
    'module.state_bucket.aws_s3_bucket_lifecycle_configuration.this',
    'rule.0.noncurrent_version_expiration.0.noncurrent_days',
    1,
  ),
  value('retention', global, 'aws_route53_zone.public', 'force_destroy', true),
  value('retention', data, aurora, 'delete_automated_backups', true),
  value('retention', data, 'module.secrets_key.aws_kms_key.this', 'deletion_window_in_days', 7),
  value(
    'retention',
    data,
    'aws_secretsmanager_secret.service["auth-service/DATABASE_URL"]',
    'recovery_window_in_days',
    0,
  ),
  {
    what: 'the tag environment and the protection of Aurora, both at once',
    where: data,
    rule: 'retention',
    change: (stack) =>
      value(undefined, data, aurora, 'deletion_protection', false).change(
        defaultTag(undefined, data, 'environment', undefined).change(stack),
      ),
  },

  // encryption, metadata, secrets
  value(
    'encryption',
    data,
    'module.backups_bucket.aws_s3_bucket_server_side_encryption_configuration.this',
    'rule.0.apply_server_side_encryption_by_default.0.sse_algorithm',
    'AES256',
  ),
  value('encryption', devData, 'module.instance[0].aws_db_parameter_group.this', 'parameter', [
    { name: 'log_connections', value: 'all' },
    { name: 'log_disconnections', value: '1' },
    { name: 'log_parameter_max_length', value: '0' },
  ]),
  value('encryption', global, 'aws_ebs_encryption_by_default.this', 'enabled', false),
  value('imds', global, 'aws_ec2_instance_metadata_defaults.this', 'http_tokens', 'optional'),
  value('secrets', cluster, nodes, 'user_data', 'AKIAIOSFODNN7EXAMPLE'),
];
