import {
  managedResources,
  rules,
  stacksOf,
  type Finding,
  type RuleName,
  type StackName,
  type TerraformEnvironment,
  type Values,
} from '@fairway/infra';
import { describe, expect } from 'vitest';
import { policiesIn } from '../src/policy/policies-in.js';
import { changed, without, withStatement } from './support/changed.js';
import { runOf } from './support/run-of.js';
import { settings, zonesOf } from './support/settings.js';
import { it, type StackRuns } from './support/stack-runs.js';

const stacks = Object.entries(stacksOf).flatMap(([environment, names]) =>
  names.map((stack) => [environment as TerraformEnvironment, stack] as const),
);

function applied(runs: StackRuns, environment: TerraformEnvironment, stack: StackName): Values {
  const { values } = runs.state(environment, stack);
  if (values === undefined) throw new Error(`${environment}/${stack} is empty.`);
  return values;
}

describe.each(Object.entries(rules))('%s', (_, rule) => {
  it.for(stacks)('holds in %s/%s', ([environment, stack], { runs }) => {
    expect(rule(applied(runs, environment, stack), runOf(environment, stack))).toEqual([]);
  });
});

it('the policies of all stacks are found', ({ runs }) => {
  const count = stacks.map(([environment, stack]) => policiesIn(applied(runs, environment, stack)).length);
  const roles = stacks.map(
    ([environment, stack]) =>
      managedResources(applied(runs, environment, stack)).filter(({ type }) => type === 'aws_iam_role').length,
  );
  expect(count.every((policies, index) => policies >= (roles[index] ?? 0))).toBe(true);
});

interface Mutation {
  readonly what: string;
  readonly where: readonly [TerraformEnvironment, StackName];
  readonly change: (stack: Values) => Values;
  /** The rule and address of the only new finding. */
  readonly finding: readonly [RuleName, string];
}

const everything = { Effect: 'Allow', Action: 'ec2:*', Resource: '*' };

/** Changes one value of one resource, which the rule must find. */
function value(rule: RuleName, where: Mutation['where'], address: string, path: string, to: unknown): Mutation {
  return {
    what: `${address} ${path} = ${JSON.stringify(to)}`,
    where,
    change: (stack) => changed(stack, address, path, to),
    finding: [rule, address],
  };
}

function statement(
  rule: RuleName,
  where: Mutation['where'],
  address: string,
  argument: string,
  added: object,
): Mutation {
  return {
    what: `${address} ${argument} + ${JSON.stringify(added)}`,
    where,
    change: (stack) => withStatement(stack, address, argument, added),
    finding: [rule, address],
  };
}

const fromNodes = 'aws_vpc_security_group_ingress_rule.flow["database-from-nodes-5432"]';
const kafka = 'module.kafka[0].aws_msk_cluster.this';
const publicBlock = 'module.logs_bucket.aws_s3_bucket_public_access_block.this';
const authServicePolicy = 'module.service_identity["auth-service"].aws_iam_role_policy.this["kafka"]';

const mutations: readonly Mutation[] = [
  value('exposure', ['dev', 'network'], fromNodes, 'cidr_ipv4', '0.0.0.0/0'),
  value(
    'exposure',
    ['production', 'network'],
    'aws_vpc_security_group_ingress_rule.alb_from_internet',
    'from_port',
    80,
  ),
  value('network ACLs', ['production', 'network'], 'aws_network_acl.data', 'ingress.0.cidr_block', '0.0.0.0/0'),
  value(
    'exposure',
    ['dev', 'network'],
    `module.public_subnets.aws_subnet.this["${zonesOf('dev')[0]}"]`,
    'map_public_ip_on_launch',
    true,
  ),
  value('exposure', ['production', 'cluster'], 'module.eks.aws_eks_cluster.this', 'vpc_config.0', {
    endpoint_public_access: true,
    public_access_cidrs: ['0.0.0.0/0'],
  }),
  value('exposure', ['dev', 'data'], 'module.instance[0].aws_db_instance.this', 'publicly_accessible', true),
  value('exposure', ['dev', 'data'], publicBlock, 'block_public_policy', false),
  {
    what: `without ${publicBlock}`,
    where: ['dev', 'data'],
    change: (stack) => without(stack, publicBlock),
    finding: ['exposure', 'module.logs_bucket.aws_s3_bucket.this'],
  },
  statement(
    'exposed policies',
    ['shared', 'global'],
    'module.repository["api-gateway"].aws_ecr_repository_policy.this',
    'policy',
    {
      Effect: 'Allow',
      Principal: '*',
      Action: 'ecr:BatchGetImage',
    },
  ),
  value(
    'egress',
    ['dev', 'network'],
    'aws_vpc_security_group_egress_rule.flow["alb-to-nodes-3000"]',
    'cidr_ipv4',
    '0.0.0.0/0',
  ),
  value('encryption', ['dev', 'data'], 'module.instance[0].aws_db_instance.this', 'storage_encrypted', false),
  value('encryption', ['production', 'data'], 'module.aurora[0].aws_rds_cluster.this', 'kms_key_id', null),
  value(
    'encryption',
    ['production', 'data'],
    kafka,
    'encryption_info.0.encryption_in_transit.0.client_broker',
    'TLS_PLAINTEXT',
  ),
  value(
    'encryption',
    ['production', 'cluster'],
    'module.eks.aws_eks_cluster.this',
    'encryption_config.0.provider.0.key_arn',
    null,
  ),
  value('encryption', ['production', 'cluster'], 'module.eks.aws_cloudwatch_log_group.this', 'kms_key_id', null),
  value(
    'encryption',
    ['dev', 'cluster'],
    'module.on_demand_nodes.aws_launch_template.this',
    'block_device_mappings.0.ebs.0.encrypted',
    'false',
  ),
  value(
    'encryption',
    ['shared', 'global'],
    'module.repository["api-gateway"].aws_ecr_repository.this',
    'encryption_configuration.0.encryption_type',
    'AES256',
  ),
  value(
    'encryption',
    ['dev', 'data'],
    'aws_secretsmanager_secret.service["auth-service/DATABASE_URL"]',
    'kms_key_id',
    null,
  ),
  value('encryption', ['dev', 'data'], 'aws_sns_topic.alarms', 'kms_master_key_id', 'alias/aws/sns'),
  statement('wildcards', ['dev', 'cluster'], authServicePolicy, 'policy', everything),
  statement('wildcards', ['production', 'cluster'], authServicePolicy, 'policy', {
    Effect: 'Allow',
    Action: 'iam:PassRole',
    Resource: '*',
  }),
  statement('wildcards', ['shared', 'global'], 'module.plan_role["plan"].aws_iam_role.this', 'assume_role_policy', {
    Effect: 'Allow',
    Principal: { AWS: '*' },
    Action: 'sts:AssumeRole',
  }),
  value(
    'imds',
    ['production', 'cluster'],
    'module.spot_nodes[0].aws_launch_template.this',
    'metadata_options.0.http_put_response_hop_limit',
    2,
  ),
  value(
    'imds',
    ['dev', 'cluster'],
    'module.bastion[0].aws_instance.this',
    'metadata_options.0.http_tokens',
    'optional',
  ),
  value('tags', ['production', 'data'], 'aws_sns_topic.alarms', 'tags_all', null),
  value('tags', ['dev', 'network'], 'aws_vpc.this', 'tags_all.environment', 'production'),
  value('network ACLs', ['dev', 'network'], 'aws_network_acl.data', 'ingress.0.cidr_block', '10.1.0.0/16'),
  value(
    'foreign accounts',
    ['dev', 'network'],
    'aws_flow_log.this',
    'iam_role_arn',
    'arn:aws:iam::999999999999:role/flow-logs',
  ),
  value('other environment', ['dev', 'data'], 'aws_sns_topic.alarms', 'display_name', `${settings.project}-production`),
  value('keys', ['production', 'data'], 'module.kafka_key[0].aws_kms_key.this', 'enable_key_rotation', false),
  value('logins', ['dev', 'data'], kafka, 'client_authentication.0.unauthenticated', true),
  value(
    'logins',
    ['production', 'cluster'],
    'module.eks.aws_eks_cluster.this',
    'access_config.0.authentication_mode',
    'CONFIG_MAP',
  ),
  value('audit', ['shared', 'global'], 'aws_cloudtrail.this', 'is_multi_region_trail', false),
  value('audit', ['dev', 'cluster'], 'module.eks.aws_eks_cluster.this', 'enabled_cluster_log_types', []),
  value('retention', ['dev', 'network'], 'aws_cloudwatch_log_group.flow_logs', 'retention_in_days', 0),
  value('retention', ['dev', 'data'], 'module.instance[0].aws_db_instance.this', 'backup_retention_period', 0),
  value('retention', ['production', 'data'], 'module.aurora[0].aws_rds_cluster.this', 'deletion_protection', false),
  value('secrets', ['dev', 'data'], 'module.instance[0].aws_db_instance.this', 'password', 'hunter2'),
  value(
    'secrets',
    ['dev', 'cluster'],
    'aws_ssm_parameter.handover',
    'insecure_value',
    '{"database":"postgres://app:hunter2@host/users"}',
  ),
];

it('every rule has its own case', () => {
  expect(new Set(mutations.map(({ finding: [rule] }) => rule))).toEqual(new Set(Object.keys(rules)));
});

describe('only the right rule finds a change for the worse', () => {
  it.for(mutations.map((mutation) => [mutation.what, mutation] as const))(
    '%s',
    ([, { where, change, finding }], { runs }) => {
      const findings: (readonly [string, Finding])[] = Object.entries(rules).flatMap(([name, rule]) =>
        rule(change(applied(runs, ...where)), runOf(...where)).map((found) => [name, found] as const),
      );
      expect(findings.map(([name, { address }]) => [name, address])).toEqual([finding]);
    },
  );

  it.for([
    ['control_plane', 3],
    ['data', 3],
  ] as const)('a default route of the tier %s', ([tier, subnets], { runs }) => {
    const opened = changed(applied(runs, 'dev', 'network'), `aws_route_table.${tier}`, 'route', [
      { cidr_block: '0.0.0.0/0', nat_gateway_id: 'nat-1' },
    ]);
    expect(rules.egress(opened).map(({ address }) => address)).toEqual(
      Array.from({ length: subnets }, () => `aws_route_table.${tier}`),
    );
  });

  it('a secret in an output', ({ runs }) => {
    const stack = applied(runs, 'dev', 'data');
    const leaking = {
      ...stack,
      outputs: { ...stack.outputs, master_password: { value: 'hunter2', sensitive: false } },
    };
    expect(rules.secrets(leaking).map(({ address }) => address)).toEqual(['output.master_password']);
  });

  it('a storage type without a check', ({ runs }) => {
    const stack = applied(runs, 'dev', 'data');
    const volume = {
      address: 'aws_efs_file_system.new',
      mode: 'managed',
      type: 'aws_efs_file_system',
      name: 'new',
      values: { encrypted: true, kms_key_id: 'arn' },
    } as const;
    const root_module = { ...stack.root_module, resources: [...(stack.root_module.resources ?? []), volume] };
    expect(rules.encryption({ ...stack, root_module }).map(({ address }) => address)).toEqual([
      'aws_efs_file_system.new',
    ]);
  });
});
