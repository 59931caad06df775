import { type Catalog, catalog as committed, serviceNames, type ServiceName } from '@fairway/catalog';
import {
  managedResources,
  rules,
  stacksOf,
  terraformEnvironments,
  type StackName,
  type TerraformEnvironment,
} from '@fairway/infra';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject } from 'vitest';
import { compareRights } from '../src/access/compare-rights.js';
import { decide } from '../src/access/decide.js';
import { environmentResources } from '../src/access/environment-resources.js';
import { roleNamed } from '../src/access/roles.js';
import { questionsAbout } from '../src/access/service-questions.js';
import { rightsNeededBy, type Right } from '../src/access/service-rights.js';
import { AppliedStack, block } from './support/applied-stack.js';
import { lostBeneath, unboundedRoles, valuesOf, type Environment } from './support/boundaries.js';
import { runLifecycles } from './support/lifecycle.js';
import { otherSettings, OtherTerraform } from './support/other-settings.js';
import { reachedInOther, rightsOnPrivateZones } from './support/reach.js';
import { runOf } from './support/run-of.js';
import { it, StackRuns } from './support/stack-runs.js';

// The committed environments leave most switches off. Here every switch is on in at least one of them, for a team with
// other names: the stacks are built, and rights are judged again. A new switch belongs in this list.
const connection = `arn:aws:codeconnections:${otherSettings.region}:${otherSettings.accountId}:connection/01234567-89ab-cdef-0123-456789abcdef`;
const bastion = '{ enabled = true, ssh_cidrs = ["203.0.113.7/32"], database_access = true }';
const office = { api_public_cidrs: '["203.0.113.7/32"]', bastion_public_ip_enabled: 'true' };

const switches: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'shared/bootstrap': { lock_table_enabled: 'true' },
  'shared/global': {
    replication_region: '"eu-west-1"',
    cost_allocation_tags_enabled: 'true',
    cost_anomaly_monitor: '"create"',
    adopted_singletons: '["access-analyzer", "github-oidc-provider"]',
    github_connection_arn: `"${connection}"`,
  },
  'dev/network': { bastion, runner_enabled: 'true', pod_cidr: '"100.65.0.0/16"', nat_gateways: '"per-zone"' },
  'dev/data': {
    kafka: '{ mode = "strimzi" }',
    database: `{
      kind = "aurora", major_version = 17, instance_class = "db.serverless", serverless_capacity = { min_acu = 0.5, max_acu = 4 }
      aurora_storage_type = "aurora", max_connections = 150, backup_retention_days = 7
    }`,
    major_upgrade_allowed: 'true',
    alarm_emails: '["team@example.org"]',
  },
  'dev/cluster': {
    ...office,
    node_autoscaler: '"karpenter"',
    pod_identity_mode: '"pod-identity"',
    web_acl_enabled: 'true',
    node_architecture: '"x86_64"',
  },
  'production/network': { bastion, runner_enabled: 'true', nat_gateways: '"single"' },
  'production/data': { broker_logs_in_bucket: 'false' },
  'production/cluster': { ...office, node_autoscaler: '"karpenter"', on_demand_percent: '100' },
};

// No service of the example needs a bucket. Here one owns a bucket and another reads it.
const catalog: Catalog = {
  ...committed,
  services: {
    ...committed.services,
    'auth-service': {
      ...committed.services['auth-service'],
      buckets: {
        ...committed.services['auth-service'].buckets,
        exports: { purpose: 'exports', readers: ['user-service'], expirationDays: 90 },
      },
    },
  },
};

function declareBucket(folder: string): void {
  const path = join(folder, 'generated', 'catalog.json');
  const document = JSON.parse(readFileSync(path, 'utf8')) as {
    buckets: object;
    services: Record<ServiceName, { buckets: object }>;
  };
  const { 'auth-service': owner, 'user-service': reader } = document.services;
  document.buckets = { ...document.buckets, exports: { expiration_days: 90 } };
  owner.buckets = { ...owner.buckets, exports: 'write' };
  reader.buckets = { ...reader.buckets, exports: 'read' };
  writeFileSync(path, JSON.stringify(document));
}

const everyStack = terraformEnvironments.flatMap((environment) =>
  stacksOf[environment].map((stack): [TerraformEnvironment, StackName] => [environment, stack]),
);
const environments = ['dev', 'production'] as const;
const other = (environment: Environment): Environment => (environment === 'dev' ? 'production' : 'dev');
const { project, region, accountId } = otherSettings;

let runs: StackRuns;
beforeAll(async () => {
  // Each test reports by itself that Terraform is missing.
  if ('missing' in inject('stackRuns')) return;
  using terraform = new OtherTerraform();
  for (const [file, values] of Object.entries(switches)) terraform.set(file, values);
  declareBucket(terraform.folder);
  const lifecycles = await runLifecycles(process.cwd(), terraform.folder);
  if ('missing' in lifecycles) throw new Error(lifecycles.missing);
  runs = new StackRuns(lifecycles);
});

describe('with every switch on', () => {
  it.for(everyStack)('%s/%s is built, is stable, and leaves nothing behind', ([environment, stack], { runs: _ }) => {
    const { steps, leftover } = runs.of(environment, stack);
    const ended = Object.entries(steps).map(([name, { exitCode, output }]) => [name, exitCode === 0 ? 'ok' : output]);
    expect(ended).toEqual(['init', 'plan', 'apply', 'second plan', 'destroy'].map((name) => [name, 'ok']));
    expect(leftover?.values).toBeUndefined();
  });

  it.for(everyStack)('%s/%s violates no rule', ([environment, stack], { runs: _ }) => {
    const run = runOf(environment, stack, otherSettings);
    const found = Object.entries(rules).flatMap(([name, rule]) =>
      rule(valuesOf(runs, environment, stack), run).map((finding) => ({ rule: name, ...finding })),
    );
    expect(found).toEqual([]);
  });

  it('the switches have an effect', ({ runs: _ }) => {
    const stack = (...where: Parameters<typeof valuesOf> extends [unknown, ...infer Where] ? Where : never) =>
      new AppliedStack(valuesOf(runs, ...where));
    expect(stack('shared', 'bootstrap').all('aws_dynamodb_table')).toHaveLength(1);
    expect(stack('shared', 'global').all('aws_ecr_replication_configuration')).toHaveLength(1);
    expect(stack('shared', 'global').all('aws_accessanalyzer_analyzer')).toEqual([]);
    expect(stack('dev', 'data').all('aws_msk_cluster')).toEqual([]);
    const aurora = stack('dev', 'data').one('aws_rds_cluster');
    expect(block(aurora, 'serverlessv2_scaling_configuration')).toMatchObject({ min_capacity: 0.5, max_capacity: 4 });
    expect(aurora).toMatchObject({
      allow_major_version_upgrade: true,
      db_instance_parameter_group_name: `${project}-dev-database-instance-17`,
    });
    for (const environment of environments) {
      const cluster = stack(environment, 'cluster');
      expect(cluster.all('aws_codebuild_project'), environment).toHaveLength(1);
      expect(cluster.all('aws_sqs_queue'), environment).toHaveLength(1);
      const buckets = stack(environment, 'data')
        .all('aws_s3_bucket')
        .map((values) => values['bucket']);
      expect(buckets, environment).toContain(`${project}-${environment}-exports-${accountId}`);
      expect(cluster.one('aws_instance')['associate_public_ip_address'], environment).toBe(true);
      expect(block(cluster.one('aws_eks_cluster'), 'vpc_config')['endpoint_public_access'], environment).toBe(true);
      expect(stack(environment, 'network').rules('database'), environment).toEqual([
        'in 5432 bastion',
        'in 5432 nodes',
      ]);
      expect(stack(environment, 'network').rules('runner'), environment).toEqual([
        'out 443 0.0.0.0/0',
        'out 443 control-plane',
        'out 443 endpoints',
      ]);
    }
    expect(stack('dev', 'cluster').all('aws_wafv2_web_acl')).toHaveLength(1);
    expect(
      block(stack('production', 'data').one('aws_msk_cluster'), 'logging_info', 'broker_logs', 's3')['enabled'],
    ).toBe(false);
  });
});

describe('rights with every switch on', () => {
  it.for(environments)('every role of %s has its boundary and loses no right by it', (environment, { runs: _ }) => {
    for (const stack of stacksOf[environment])
      expect(unboundedRoles(runs, environment, stack, otherSettings).unbounded, stack).toEqual([]);
    const { asked, lost } = lostBeneath(runs, environment, otherSettings);
    expect(asked.length).toBeGreaterThan(150);
    expect(lost).toEqual([]);
  });

  it.for(environments)("GitHub's roles of %s change nothing in the other environment", (environment, { runs: _ }) => {
    const global = valuesOf(runs, 'shared', 'global');
    const reached = (role: string) =>
      reachedInOther(runs, roleNamed(global, `${project}-${role}-${environment}`), other(environment), otherSettings);
    expect(reached('apply').reached).toEqual(rightsOnPrivateZones);
    expect(reached('deploy').reached).toEqual([]);
  });

  const table = `arn:aws:dynamodb:${region}:${accountId}:table/${project}-terraform-state`;
  const item = (key: string) => ({ 'dynamodb:LeadingKeys': [`${project}-terraform-state-${accountId}/${key}`] });
  const throughDynamo = { 'kms:ViaService': `dynamodb.${region}.amazonaws.com` };
  const decided = (role: string, action: string, resource: string, context: Right['context'] = {}) =>
    decide({
      policies: roleNamed(valuesOf(runs, 'shared', 'global'), `${project}-${role}`).policies,
      action,
      resource,
      context,
    });

  it.for(environments)('an apply of %s locks its own state, and no other', (environment, { runs: _ }) => {
    const role = `apply-${environment}`;
    for (const action of ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem']) {
      for (const key of [`${environment}/data/terraform.tfstate`, `${environment}/data/terraform.tfstate-md5`]) {
        expect(decided(role, action, table, item(key)), `${action} ${key}`).toBe('allowed');
      }
      for (const key of [`${other(environment)}/data/terraform.tfstate`, 'shared/global/terraform.tfstate']) {
        expect(decided(role, action, table, item(key)), `${action} ${key}`).toBe('implicit deny');
      }
      // A call that names no item, such as a scan.
      expect(decided(role, action, table), action).toBe('implicit deny');
    }
    expect(decided(role, 'dynamodb:DeleteTable', table)).toBe('implicit deny');
  });

  it('a plan reads checksums, and locks nothing', ({ runs: _ }) => {
    expect(decided('plan', 'dynamodb:GetItem', table)).toBe('allowed');
    for (const action of ['PutItem', 'DeleteItem', 'UpdateItem'])
      expect(decided('plan', `dynamodb:${action}`, table), action).toBe('implicit deny');
  });

  it.for(['plan', 'apply-dev', 'apply-production'])(
    "%s also uses the state's key through the table",
    (role, { runs: _ }) => {
      const key = new AppliedStack(valuesOf(runs, 'shared', 'bootstrap')).one('aws_kms_key')['arn'];
      expect(decided(role, 'kms:Decrypt', String(key), throughDynamo)).toBe('allowed');
      expect(decided(role, 'kms:Decrypt', String(key), { 'kms:ViaService': `ec2.${region}.amazonaws.com` })).not.toBe(
        'allowed',
      );
    },
  );

  it.for(environments)('runners of %s are created with the only connection to GitHub', (environment, { runs: _ }) => {
    expect(decided(`apply-${environment}`, 'codeconnections:PassConnection', connection)).toBe('allowed');
    expect(
      decided(`apply-${environment}`, 'codeconnections:UseConnection', connection.replace(/[^/]*$/, 'another')),
    ).toBe('implicit deny');
  });

  it.for(environments)('a job gets no rights by running on a runner of %s', (environment, { runs: _ }) => {
    const { policies } = roleNamed(valuesOf(runs, environment, 'cluster'), `${project}-${environment}-runner`);
    const resources = environments.flatMap((asked) =>
      stacksOf[asked].flatMap((stack) => managedResources(valuesOf(runs, asked, stack))),
    );
    const actions = [
      's3:GetObject',
      'secretsmanager:GetSecretValue',
      'kms:Decrypt',
      'eks:DescribeCluster',
      'ssm:StartSession',
      'iam:PassRole',
      'ec2:DeleteSubnet',
    ];
    const got = resources.flatMap(({ values: { arn } }) =>
      typeof arn === 'string'
        ? actions.filter((action) => decide({ policies, action, resource: arn }) === 'allowed')
        : [],
    );
    expect(got).toEqual([]);
  });

  const dataOf = (environment: Environment) => environmentResources(valuesOf(runs, environment, 'data'));
  const pairs = environments.flatMap((environment) =>
    serviceNames.map((service): [ServiceName, Environment] => [service, environment]),
  );

  it.for(pairs)('%s in %s may do what the catalogue says, and nothing else', ([service, environment], { runs: _ }) => {
    const own = dataOf(environment);
    const questions = [...questionsAbout(catalog, own), ...questionsAbout(catalog, dataOf(other(environment)))];
    const role = roleNamed(valuesOf(runs, environment, 'cluster'), `${project}-${environment}-svc-${service}`);
    expect(compareRights(role, rightsNeededBy(service, catalog, own), questions)).toEqual([]);
  });

  const readers = [
    'aws-load-balancer-controller',
    'ebs-csi',
    'external-dns',
    'external-secrets',
    'karpenter',
    'kafka-lag-exporter',
    'keda',
    'loki',
    'velero',
    'vpc-cni',
  ];
  const isContent = ({ action, resource }: Right) =>
    /^(kafka-cluster:(ReadData|WriteData)|rds-db:connect|secretsmanager:(GetSecretValue|PutSecretValue))$/.test(
      action,
    ) && !resource.includes('/platform/');

  it.for(environments)(
    'cluster software of %s reads nothing that belongs to the services',
    (environment, { runs: _ }) => {
      const questions = environments.flatMap((asked) => questionsAbout(catalog, dataOf(asked))).filter(isContent);
      for (const name of readers) {
        // With Pod Identity there is no token to borrow: the operator reads the secrets of all services of its own
        // environment only.
        const needed =
          name === 'external-secrets' && environment === 'dev'
            ? Object.values(dataOf('dev').serviceSecretArns).flatMap((secrets) =>
                Object.values(secrets).map((resource): Right => ({
                  action: 'secretsmanager:GetSecretValue',
                  resource,
                })),
              )
            : [];
        expect(
          compareRights(
            roleNamed(valuesOf(runs, environment, 'cluster'), `${project}-${environment}-${name}`),
            needed,
            questions,
          ),
          name,
        ).toEqual([]);
      }
    },
  );

  it('with Pod Identity each role is bound to one ServiceAccount and trusts only EKS', ({ runs: _ }) => {
    const cluster = valuesOf(runs, 'dev', 'cluster');
    const bound = new AppliedStack(cluster).all('aws_eks_pod_identity_association');
    const roles = bound.map(({ role_arn }) => String(role_arn).split('/')[1] ?? '');
    expect(new Set(roles).size).toBe(bound.length);
    expect(
      new Set(bound.map(({ namespace, service_account }) => `${String(namespace)}/${String(service_account)}`)).size,
    ).toBe(bound.length);
    expect(roles.sort()).toEqual(
      [...serviceNames.map((service) => `svc-${service}`), 'database-bootstrap', ...readers]
        .map((name) => `${project}-dev-${name}`)
        .sort(),
    );
    for (const name of roles) {
      const principals = roleNamed(cluster, name).trust.statements.map((statement) => statement.principals);
      expect(principals, name).toEqual([{ Service: ['pods.eks.amazonaws.com'] }]);
    }
  });
});
