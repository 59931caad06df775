import { allTopics, serviceNames, services, topics } from '@fairway/catalog';
import { deploy, openAwsEnvironment } from '@fairway/deploy';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { madeForServices } from '../../deploy/test/support/hand-over.js';
import { missingRights, resourcesOfRole } from '../../deploy/test/support/deployer-role.js';
import { butWith } from '../../infra/test/support/empty-account.js';
import type { Answer } from '../../infra/test/support/scripted-programs.js';
import { programsOf } from '../src/command-line/programs.js';
import { contextIn } from './command-context.js';
import { FakePrograms } from './fake-programs.js';

const registry = '111122223333.dkr.ecr.us-east-1.amazonaws.com/fairway/';
const digest = `sha256:${'a'.repeat(64)}`;
const brokers = 'b-1.example:9098,b-2.example:9098';
const subnets = (third: number) => [0, 1, 2].map((index) => `10.1.${third + index}.0/24`);
const handedOver = {
  network: {
    subnet_cidrs: { public: subnets(1), private: subnets(11), data: subnets(31) },
    s3_cidrs: ['52.216.0.0/15', '3.5.0.0/19'],
    security_group_ids: { alb: 'sg-1' },
  },
  data: {
    kafka: { bootstrap_brokers: brokers, topics: allTopics(topics).map(({ name }) => name) },
    ...madeForServices(),
    database: { endpoint: 'db.example', port: 5432, master_secret_arn: 'arn:secret' },
    buckets: { alb_logs: { name: 'fairway-dev-alb-logs' } },
  },
  cluster: {
    name: 'fairway-dev',
    hostname: 'api-dev.example.com',
    certificate_arn: 'arn:certificate',
    web_acl_arn: null,
    service_role_arns: Object.fromEntries(serviceNames.map((name) => [name, `arn:role/${name}`])),
    platform_role_arns: { 'database-bootstrap': 'arn:role/database-bootstrap' },
  },
};

const finished = { conditions: [{ type: 'Complete', status: 'True' }] };
const available = { observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas: 1 };
const workloads = [
  ...serviceNames.map((name) => workload('Deployment', name, available)),
  ...serviceNames
    .filter((name) => services[name].database !== null)
    .map((name) => workload('Job', `${name}-migration`, finished)),
  workload('Job', 'database-bootstrap', finished),
];

function workload(kind: string, name: string, status: object) {
  return { kind, metadata: { name, generation: 1 }, spec: { selector: { matchLabels: { of: name } } }, status };
}

const listed = (...items: readonly object[]) => ({ stdout: JSON.stringify({ items }) });
/** A cluster knows more kinds than a deployment has. */
const knownKinds = [...resourcesOfRole, 'secrets', 'persistentvolumeclaims', 'statefulsets.apps'];
const followed = ',pods --namespace dev';

const parameters = Object.entries(handedOver).map(([stack, value]) => ({
  to: `/fairway/dev/${stack} `,
  with: { stdout: JSON.stringify(value) },
}));
const cluster: Answer[] = [
  ...parameters,
  { to: 'describe-images', with: { stdout: `${digest}\n` } },
  { to: '--flatten', with: { stdout: 'the kubeconfig of dev' } },
  { to: followed, with: listed(...workloads) },
  { to: ' api-resources ', with: { stdout: knownKinds.join('\n') } },
  { to: '--output=json', with: listed() },
];

async function deployDev(...changed: Answer[]) {
  const root = mkdtempSync(join(tmpdir(), 'fairway-deploy-'));
  for (const path of ['deploy/kubernetes', 'infra/terraform/generated'])
    cpSync(path, join(root, path), { recursive: true });
  const environments = join(root, 'infra/terraform/environments');
  mkdirSync(environments, { recursive: true });
  writeFileSync(
    join(environments, 'common.tfvars'),
    'project = "fairway"\nregion = "us-east-1"\naccount_id = "111122223333"\n',
  );
  const fakes = new FakePrograms([...changed, ...butWith(...cluster)]);
  onTestFinished(() => {
    fakes[Symbol.dispose]();
    rmSync(root, { recursive: true });
  });
  const context = contextIn(root, fakes.env);
  const outcome = await openAwsEnvironment(root, 'dev', programsOf(context))
    .then(({ target, handOver, images }) =>
      deploy({
        ...context,
        environment: 'dev',
        target,
        handOver,
        resolveImage: (name) => images.resolveDigest(name, 'c0ffee'),
      }),
    )
    .then(
      (deployed) => ({ deployed, error: undefined }),
      (error: unknown) => ({ deployed: undefined, error }),
    );
  const changes = fakes.calls.filter((call) => / (apply|delete|annotate) /.test(call));
  const { calls } = fakes;
  return { ...outcome, root, calls, changes, told: context.told, beyondRole: missingRights(calls, fakes.inputs) };
}

it('deploys images by digest with what Terraform hands over, to the cluster that was checked', async () => {
  const { deployed, error, root, changes, calls, told } = await deployDev();
  expect(error).toBeUndefined();
  expect(deployed?.images).toEqual(
    Object.fromEntries([...serviceNames, 'database-bootstrap'].map((name) => [name, `${registry}${name}@${digest}`])),
  );
  expect(calls).toContainEqual(
    expect.stringContaining('--repository-name fairway/user-service --image-ids imageTag=c0ffee'),
  );
  const folder = join(root, '.fairway/deploy/dev');
  expect(readFileSync(join(folder, 'kubeconfig'), 'utf8')).toBe('the kubeconfig of dev');
  for (const change of changes) expect(change).toContain(`--kubeconfig ${folder}/kubeconfig`);
  expect(readFileSync(join(folder, 'manifests/components/msk/kustomization.yaml'), 'utf8')).toContain(brokers);
  expect(told.filter((line) => !line.startsWith(' '))).toEqual([
    'namespace, its limits, and who may deploy',
    'settings and policies',
    'databases and topics',
    'secrets',
    'migrations',
    'services',
  ]);
});

const mayNot = { exitCode: 1, stdout: 'no\n' };
const mayNotAdminister: Answer = { to: 'can-i patch rolebindings', with: mayNot };

it('a pipeline, which may not change its own permissions, deploys what an administrator has prepared', async () => {
  const metadata = { name: 'left', managedFields: [{ manager: 'fairway' }] };
  const { deployed, error, told, beyondRole } = await deployDev(mayNotAdminister, {
    to: '--show-managed-fields',
    with: listed({ kind: 'ConfigMap', metadata }),
  });
  expect(error).toBeUndefined();
  expect(deployed?.pruned).toEqual(['ConfigMap/left']);
  expect(beyondRole).toEqual([]);
  expect(told).toContain('the namespace and its limits stay as an administrator applied them');
});

it('a stranger is told that an administrator comes first', async () => {
  const { error, changes } = await deployDev(mayNotAdminister, { to: 'can-i patch deployments', with: mayNot });
  expect(error).toMatchObject({
    code: 'prerequisite_missing',
    message: 'You may not deploy to the namespace dev.',
    hint: expect.stringContaining('An administrator of the cluster deploys the first time') as string,
  });
  expect(changes).toEqual([]);
});

it('secrets without a value stop it before any service changes, and it says which', async () => {
  const status = { conditions: [{ type: 'Ready', status: 'False', message: 'TOKEN_SIGNING_KEY has no value' }] };
  const items = [{ kind: 'ExternalSecret', metadata: { name: 'auth-service' }, status }];
  const { error, told, beyondRole } = await deployDev(
    mayNotAdminister,
    { to: ' wait externalsecrets', with: { exitCode: 1, stderr: 'timed out waiting' } },
    { to: 'get externalsecrets', with: listed(...items) },
  );
  expect(beyondRole).toEqual([]);
  expect(error).toMatchObject({ code: 'failed', cause: 'auth-service: TOKEN_SIGNING_KEY has no value' });
  expect(told).not.toContain('services');
});

const migration = 'user-service-migration';
const others = workloads.filter(({ metadata }) => metadata.name !== migration);
const withMigration = (status: object, ...pods: readonly object[]) =>
  listed(...others, workload('Job', migration, status), ...pods);

/** A pod of the migration, whose node cannot pull its image. */
function podWithoutImage(scheduledAt: string) {
  const state = { waiting: { reason: 'ImagePullBackOff', message: 'Back-off pulling image' } };
  return {
    kind: 'Pod',
    metadata: { name: 'pod-1', labels: { of: migration }, creationTimestamp: scheduledAt },
    status: {
      phase: 'Pending',
      conditions: [{ type: 'PodScheduled', status: 'True', lastTransitionTime: scheduledAt }],
      containerStatuses: [{ name: migration, ready: false, restartCount: 0, state, lastState: {} }],
    },
  };
}

const gaveUp = { type: 'Failed', status: 'True', message: 'Job was active longer than specified deadline' };
const withoutImage = {
  message: `${migration} failed. No service was changed.`,
  cause: 'Pod pod-1: ImagePullBackOff: Back-off pulling image.',
};

it.each<[string, Answer['with'], { message: string; cause: string }]>([
  [
    'whose image has been missing for minutes',
    withMigration({}, podWithoutImage('2026-01-01T00:00:00Z')),
    withoutImage,
  ],
  [
    'that Kubernetes gives up, with the pod that said why',
    [
      listed(...workloads),
      withMigration({}, podWithoutImage(new Date().toISOString())),
      withMigration({ conditions: [gaveUp] }),
    ],
    withoutImage,
  ],
  [
    'that Kubernetes gives up while its pod runs',
    withMigration({ conditions: [gaveUp] }),
    { ...withoutImage, cause: gaveUp.message },
  ],
])('a pipeline stops at a migration %s', async (_, answers, expected) => {
  const { error, told, beyondRole } = await deployDev(mayNotAdminister, { to: followed, with: answers });
  expect(error).toMatchObject(expected);
  expect(beyondRole).toEqual([]);
  expect(told).not.toContain('services');
});

it.each<[string, RegExp, Answer]>([
  ['another account', /999999999999/, { to: 'get-caller-identity', with: { stdout: '{"Account":"999999999999"}' } }],
  [
    'the cluster of another environment',
    /points to https:\/\/production\.example, not to the cluster at/,
    {
      to: 'config view --minify --context',
      with: { stdout: JSON.stringify({ clusters: [{ cluster: { server: 'https://production.example' } }] }) },
    },
  ],
  [
    'a cluster that does not exist',
    /There is no cluster fairway-dev/,
    { to: 'describe-cluster', with: { exitCode: 254, stderr: 'ResourceNotFoundException' } },
  ],
  ['a stack that is not applied', /ssm get-parameter/, { to: '/dev/data ', with: { exitCode: 254 } }],
  [
    'an image that is not in the registry',
    /describe-images/,
    { to: 'fairway/user-service --image-ids', with: { exitCode: 254, stderr: 'ImageNotFoundException' } },
  ],
  [
    'a topic that Terraform has not made yet',
    /Terraform has not made what this commit needs/,
    {
      to: '/dev/data ',
      with: { stdout: JSON.stringify({ ...handedOver.data, kafka: { topics: [], bootstrap_brokers: brokers } }) },
    },
  ],
  [
    'a value that is missing in what Terraform hands over',
    /Ingress api-gateway needs cluster\.certificate_arn/,
    {
      to: '/dev/cluster ',
      with: { stdout: JSON.stringify({ ...handedOver.cluster, certificate_arn: null }) },
    },
  ],
])('changes nothing with %s', async (_, message, answer) => {
  const { error, changes } = await deployDev(answer);
  expect((error as Error).message).toMatch(message);
  expect(changes).toEqual([]);
});
