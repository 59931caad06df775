import { alarmEmails, settings, zonesOf } from '../support/settings.js';
import { absent, text, value, type Mutation, type Place } from './mutation.js';

const network: Place = ['production', 'network'];
const data: Place = ['production', 'data'];
const cluster: Place = ['production', 'cluster'];
const global: Place = ['shared', 'global'];

/** Errors that no rule finds, because finding them requires knowing what was meant; the named test knows it. */
export const foundByTests: readonly (Mutation & { readonly by: string })[] = [
  {
    ...value(
      undefined,
      cluster,
      'module.service_identity["auth-service"].aws_iam_role.this',
      'permissions_boundary',
      null,
    ),
    by: 'boundary',
  },
  {
    ...text(
      undefined,
      cluster,
      'module.service_identity["auth-service"].aws_iam_role.this',
      'assume_role_policy',
      ':production:auth-service',
      ':production:user-service',
    ),
    by: 'service-access',
  },
  {
    ...text(
      undefined,
      cluster,
      'module.service_identity["auth-service"].aws_iam_role_policy.this["kafka"]',
      'policy',
      '/users"',
      '/users"',
    ),
    by: 'service-access',
  },
  {
    ...text(
      undefined,
      global,
      'module.deploy_role["production"].aws_iam_role.this',
      'assume_role_policy',
      'environment:production',
      'environment:dev',
    ),
    by: 'github-access',
  },
  {
    ...value(
      undefined,
      network,
      'aws_vpc_security_group_ingress_rule.flow["kafka-from-nodes-9098"]',
      'from_port',
      9092,
    ),
    by: 'specification',
  },
  { ...absent(undefined, network, `aws_nat_gateway.this["${zonesOf('production')[1]}"]`), by: 'specification' },
  {
    ...value(undefined, data, 'module.aurora[0].aws_rds_cluster.this', 'backup_retention_period', 7),
    by: 'specification',
  },
  { ...value(undefined, cluster, 'module.eks.aws_eks_cluster.this', 'version', '1.35'), by: 'parity' },
  {
    ...value(undefined, data, 'module.kafka[0].aws_msk_topic.this["users"]', 'partition_count', 1),
    by: 'specification',
  },
  {
    ...value(undefined, global, `aws_budgets_budget.this["${settings.project}-dev"]`, 'limit_amount', '1'),
    by: 'cost',
  },
];

/**
 * Errors that nothing finds in an applied state, and why that is accepted. Parity finds most of them if they are in one
 * environment only. If they are in a module, only the module's own test finds them, which repeats the figure. When you
 * close one, move its row to general.ts.
 */
export const slips: readonly (Mutation & { readonly because: string })[] = [
  {
    ...absent(undefined, global, 'aws_accessanalyzer_analyzer.account'),
    because: 'an account may already have an analyzer, and a second one is impossible',
  },
  ...alarmEmails.slice(0, 1).map((email) => ({
    ...value(undefined, data, `aws_sns_topic_subscription.email["${email}"]`, 'endpoint', 'another@example.com'),
    because: 'the recipient is a setting: nothing else says who it should be',
  })),
  {
    ...value(
      undefined,
      data,
      `module.aurora[0].aws_rds_cluster_instance.this["${settings.region}a"]`,
      'auto_minor_version_upgrade',
      false,
    ),
    because: 'a team may want to choose the day of an upgrade',
  },
  {
    ...value(undefined, network, 'aws_network_acl.data', 'ingress.0.cidr_block', '10.0.1.0/24'),
    because: 'the choice of a tier is a decision, which network/tests repeat; security groups still block that tier',
  },
  {
    ...value(undefined, data, 'module.kafka[0].aws_cloudwatch_metric_alarm.this["broker-1-disk"]', 'threshold', 8500),
    because: 'a sensible threshold depends on the metric; modules/kafka repeats it',
  },
  {
    ...value(undefined, data, 'aws_route53_record.database["database"]', 'records', ['elsewhere.example.com']),
    because: 'a name may point anywhere, and a certificate that does not match refuses the connection',
  },
];
