import { catalog, serviceNames, type ServiceName } from '@fairway/catalog';
import type { Values } from '@fairway/infra';
import { describe, expect } from 'vitest';
import { compareRights } from '../src/access/compare-rights.js';
import { decide } from '../src/access/decide.js';
import { environmentResources, handoverOf } from '../src/access/environment-resources.js';
import { roleNamed, rolesOf } from '../src/access/roles.js';
import { questionsAbout } from '../src/access/service-questions.js';
import { databaseUserArn, rightsNeededBy, type Right } from '../src/access/service-rights.js';
import { changed, withPolicyText, withStatement } from './support/changed.js';
import { settings } from './support/settings.js';
import { it, type StackRuns } from './support/stack-runs.js';

const environments = ['dev', 'production'] as const;
type Environment = (typeof environments)[number];

const pairs = environments.flatMap((environment) => serviceNames.map((service) => [service, environment] as const));
const other = (environment: Environment): Environment => (environment === 'dev' ? 'production' : 'dev');

/** ServiceAccounts of cluster software and jobs, as namespace/name. */
const platformAccounts = (environment: Environment): Readonly<Record<string, string>> => ({
  'aws-load-balancer-controller': 'kube-system/aws-load-balancer-controller',
  'cluster-autoscaler': 'kube-system/cluster-autoscaler',
  'database-bootstrap': `${environment}/database-bootstrap`,
  'ebs-csi': 'kube-system/ebs-csi-controller-sa',
  'external-dns': 'external-dns/external-dns',
  'external-secrets': 'external-secrets/external-secrets',
  'kafka-lag-exporter': 'monitoring/kafka-lag-exporter',
  keda: 'keda/keda-operator',
  loki: 'monitoring/loki',
  velero: 'velero/velero',
  'vpc-cni': 'kube-system/aws-node',
});

/** The names of roles, each with the only ServiceAccount that may assume it. */
const accountsOf = (environment: Environment): [string, string][] => [
  ...serviceNames.map((service): [string, string] => [
    `${settings.project}-${environment}-svc-${service}`,
    `${environment}/${service}`,
  ]),
  ...Object.entries(platformAccounts(environment)).map(([role, account]): [string, string] => [
    `${settings.project}-${environment}-${role}`,
    account,
  ]),
];

const appliedCluster = (runs: StackRuns, environment: Environment): Values =>
  valuesOf(runs.state(environment, 'cluster').values);
const appliedData = (runs: StackRuns, environment: Environment) =>
  environmentResources(valuesOf(runs.state(environment, 'data').values));

function valuesOf(values: Values | undefined): Values {
  if (values === undefined) throw new Error('The stack is empty.');
  return values;
}

function differences(
  runs: StackRuns,
  environment: Environment,
  service: ServiceName,
  cluster = appliedCluster(runs, environment),
) {
  const own = appliedData(runs, environment);
  const questions = [
    ...questionsAbout(catalog, own),
    ...questionsAbout(catalog, appliedData(runs, other(environment))),
  ];
  return compareRights(
    roleNamed(cluster, `${settings.project}-${environment}-svc-${service}`),
    rightsNeededBy(service, catalog, own),
    questions,
  );
}

describe('a service may do what the catalogue says, and nothing else', () => {
  it.for(pairs)('%s in %s', ([service, environment], { runs }) => {
    expect(differences(runs, environment, service)).toEqual([]);
  });

  it.for(pairs)('%s in %s has no policy whose text is not in the stack', ([service, environment], { runs }) => {
    expect(
      roleNamed(appliedCluster(runs, environment), `${settings.project}-${environment}-svc-${service}`)
        .foreignPolicyArns,
    ).toEqual([]);
  });

  it('the questions cover every resource', ({ runs }) => {
    const resources = new Set(questionsAbout(catalog, appliedData(runs, 'dev')).map(({ resource }) => resource));
    // Every topic and its dead letters, the topic of settled letters, and two topics that no stack creates.
    expect([...resources].filter((resource) => resource.includes(':topic/'))).toHaveLength(
      Object.keys(catalog.topics).length * 2 + 3,
    );
    expect(
      [...resources].filter((resource) => resource.includes(`:secret:${settings.project}/dev/platform/`)),
    ).not.toEqual([]);
    expect([...resources].filter((resource) => resource.includes(':secret:rds!'))).toHaveLength(1);
    expect([...resources].filter((resource) => resource.includes(':dbuser:'))).toHaveLength(
      Object.keys(catalog.databases).length + 3,
    );
  });
});

describe('cluster software reads nothing that belongs to the services', () => {
  const roles = (environment: Environment) =>
    Object.keys(platformAccounts(environment)).filter((name) => name !== 'database-bootstrap');
  const cases = environments.flatMap((environment) => roles(environment).map((name) => [name, environment] as const));
  const isContent = ({ action, resource }: Right) =>
    /^(kafka-cluster:(ReadData|WriteData)|rds-db:connect|secretsmanager:(GetSecretValue|PutSecretValue))$/.test(
      action,
    ) && !resource.includes('/platform/');

  it.for(cases)('%s in %s: no event, no secret, no row', ([name, environment], { runs }) => {
    const role = roleNamed(appliedCluster(runs, environment), `${settings.project}-${environment}-${name}`);
    const questions = environments
      .flatMap((asked) => questionsAbout(catalog, appliedData(runs, asked)))
      .filter(isContent);
    expect(questions.length).toBeGreaterThan(50);
    expect(compareRights(role, [], questions)).toEqual([]);
  });

  it.for(environments)(
    'database-bootstrap in %s: the master password, and what it writes for the services',
    (environment, { runs }) => {
      const role = roleNamed(
        appliedCluster(runs, environment),
        `${settings.project}-${environment}-database-bootstrap`,
      );
      const own = appliedData(runs, environment);
      const urls = Object.values(own.serviceSecretArns).flatMap(({ DATABASE_URL }) => DATABASE_URL ?? []);
      const needed = [
        { action: 'secretsmanager:GetSecretValue', resource: own.otherSecretArns[0] ?? '' },
        ...urls.map((resource) => ({ action: 'secretsmanager:PutSecretValue', resource })),
      ];
      const questions = environments
        .flatMap((asked) => questionsAbout(catalog, appliedData(runs, asked)))
        .filter(isContent);
      expect(urls).toHaveLength(Object.keys(catalog.databases).length);
      expect(compareRights(role, needed, questions)).toEqual([]);
    },
  );
});

describe('finds an excess or a missing right', () => {
  const policy = (name: string) => `module.service_identity["auth-service"].aws_iam_role_policy.this["${name}"]`;
  const withRight = (runs: StackRuns, Action: string, Resource: string) =>
    differences(
      runs,
      'dev',
      'auth-service',
      withStatement(appliedCluster(runs, 'dev'), policy('kafka'), 'policy', { Effect: 'Allow', Action, Resource }),
    );
  const topicsOf = (runs: StackRuns, environment: Environment) =>
    String(appliedData(runs, environment).kafkaClusterArn).replace(':cluster/', ':topic/');

  it('another topic', ({ runs }) => {
    const users = `${topicsOf(runs, 'dev')}/users`;
    expect(withRight(runs, 'kafka-cluster:ReadData', users)).toEqual([`may kafka-cluster:ReadData ${users}`]);
  });

  it('a pattern of topics', ({ runs }) => {
    const topics = topicsOf(runs, 'dev');
    expect(withRight(runs, 'kafka-cluster:WriteData', `${topics}/users*`).sort()).toEqual(
      ['users.dlq', 'users.old'].map((topic) => `may kafka-cluster:WriteData ${topics}/${topic}`),
    );
  });

  it("the other environment's topic", ({ runs }) => {
    const users = `${topicsOf(runs, 'production')}/users`;
    expect(withRight(runs, 'kafka-cluster:WriteData', users)).toEqual([`may kafka-cluster:WriteData ${users}`]);
  });

  it('a missing topic', ({ runs }) => {
    const users = `${topicsOf(runs, 'dev')}/users`;
    const renamed = withPolicyText(
      appliedCluster(runs, 'dev'),
      policy('kafka'),
      'policy',
      `"${users}"`,
      `"${users}-2"`,
    );
    expect(differences(runs, 'dev', 'auth-service', renamed).sort()).toEqual(
      ['DescribeTopic', 'WriteData'].map((action) => `may not kafka-cluster:${action} ${users}`),
    );
  });

  it('every role of the database, including the master user', ({ runs }) => {
    const found = withRight(runs, 'rds-db:connect', databaseUserArn(appliedData(runs, 'dev'), '*'));
    expect(found).toContainEqual(
      expect.stringMatching(new RegExp(`^may rds-db:connect .*/${appliedData(runs, 'dev').masterUser}$`)),
    );
    expect(found).toHaveLength(Object.keys(catalog.databases).length - 1 + 3);
  });

  it('the key without the context that limits it to a secret', ({ runs }) => {
    const found = withRight(runs, 'kms:Decrypt', appliedData(runs, 'dev').secretsKeyArn);
    expect(found).toContainEqual(`may kms:Decrypt ${appliedData(runs, 'dev').secretsKeyArn}`);
  });

  it('all rights removed', ({ runs }) => {
    const refused = withStatement(appliedCluster(runs, 'dev'), policy('database'), 'policy', {
      Effect: 'Deny',
      Action: '*',
      Resource: '*',
    });
    // A topic that is both written and read is described once; the key of the secrets is needed once for each of them.
    const needed = new Set(
      rightsNeededBy('auth-service', catalog, appliedData(runs, 'dev')).map(({ action, resource, context }) =>
        JSON.stringify([action, resource, context]),
      ),
    );
    expect(differences(runs, 'dev', 'auth-service', refused)).toHaveLength(needed.size);
  });
});

describe('who may assume a role', () => {
  const issuerOf = (cluster: Values) =>
    handoverOf<{ oidc_provider_arn: string }>(cluster).oidc_provider_arn.split(':oidc-provider/')[1] ?? '';

  function takes(
    cluster: Values,
    role: string,
    account: string,
    { audience = 'sts.amazonaws.com', issuedBy = cluster } = {},
  ) {
    const issuer = issuerOf(issuedBy);
    return decide({
      policies: [roleNamed(cluster, role).trust],
      action: 'sts:AssumeRoleWithWebIdentity',
      principal: { kind: 'Federated', id: handoverOf<{ oidc_provider_arn: string }>(issuedBy).oidc_provider_arn },
      context: { [`${issuer}:sub`]: `system:serviceaccount:${account.replace('/', ':')}`, [`${issuer}:aud`]: audience },
    });
  }

  it.for(environments)('each of %s can be assumed only by its own ServiceAccount', (environment, { runs }) => {
    const cluster = appliedCluster(runs, environment);
    const everybody = new Set(
      [...accountsOf(environment), ...accountsOf(other(environment))].map(([, account]) => account),
    ).add('default/default');
    const found = accountsOf(environment).map(([role]) => [
      role,
      [...everybody].filter((account) => takes(cluster, role, account) === 'allowed'),
    ]);
    expect(found).toEqual(accountsOf(environment).map(([role, account]) => [role, [account]]));
  });

  it.for(environments)(
    'each of %s refuses tokens for other audiences and from the other cluster',
    (environment, { runs }) => {
      const cluster = appliedCluster(runs, environment);
      for (const [role, account] of accountsOf(environment)) {
        expect(takes(cluster, role, account, { audience: 'vault' }), role).toBe('implicit deny');
        expect(takes(cluster, role, account, { issuedBy: appliedCluster(runs, other(environment)) }), role).toBe(
          'implicit deny',
        );
      }
    },
  );

  it.for(environments)('the roles of %s without a ServiceAccount belong to AWS services', (environment, { runs }) => {
    const named = new Set(accountsOf(environment).map(([role]) => role));
    const others = rolesOf(appliedCluster(runs, environment)).filter(({ name }) => !named.has(name));
    expect(others).not.toEqual([]);
    for (const { name, trust } of others)
      expect(
        trust.statements.flatMap(({ principals = {} }) => Object.keys(principals)),
        name,
      ).toEqual(['Service']);
  });

  it('finds a pattern in the subject', ({ runs }) => {
    const role = 'module.service_identity["auth-service"].aws_iam_role.this';
    const loose = withPolicyText(appliedCluster(runs, 'dev'), role, 'assume_role_policy', 'StringEquals', 'StringLike');
    const patterned = withPolicyText(
      loose,
      role,
      'assume_role_policy',
      'serviceaccount:dev:auth-service',
      'serviceaccount:dev:*',
    );
    expect(takes(patterned, `${settings.project}-dev-svc-auth-service`, 'dev/user-service')).toBe('allowed');
    expect(
      takes(
        changed(patterned, role, 'description', ''),
        `${settings.project}-dev-svc-auth-service`,
        'production/user-service',
      ),
    ).toBe('implicit deny');
  });
});
