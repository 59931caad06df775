import { catalog, type EnvironmentName } from '@fairway/catalog';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import type { Resource } from '../src/apply/resources.js';
import { it } from './support/built.js';
import { prunableKinds } from '../src/apply/prune.js';
import { stagesOf } from '../src/apply/resources.js';
import { Overlay } from './support/workloads/overlay.js';
import { workloadMistakes } from './support/workloads/workload-mistakes.js';

const root = join(import.meta.dirname, '../..');
const environments = ['dev', 'production'] as const satisfies EnvironmentName[];

const mistakesOf = (resources: readonly Resource[], environment: EnvironmentName) =>
  workloadMistakes(resources, catalog, environment);

it.for(environments)('every workload of %s conforms', (environment, { built }) => {
  expect(mistakesOf(built(`overlays/${environment}`), environment)).toEqual([]);
});

it.for(environments)('the ports of %s are those that Terraform opens', (environment, { built }) => {
  const { ports } = JSON.parse(readFileSync(join(root, 'infra/terraform/generated/catalog.json'), 'utf8')) as {
    ports: Record<string, number>;
  };
  const deployments = new Overlay(built(`overlays/${environment}`))
    .pods()
    .filter(({ name }) => name in catalog.services)
    .map(({ spec }) => spec.containers[0]?.ports?.map(({ name, containerPort }) => [name, containerPort]) ?? []);
  expect(deployments.map((pairs) => Object.fromEntries(pairs) as object)).toEqual(deployments.map(() => ports));
});

it.for(environments)('the deployer may apply and prune every resource of %s', (environment, { built }) => {
  const resources = built(`overlays/${environment}`);
  const { administration } = stagesOf(resources);
  const singular = (resource: string) => resource.replace(/ies$/, 'y').replace(/(s)es$|s$/, '$1');
  const allowed = new Set(
    prunableKinds(resources).map((kind) => {
      const [resource = '', ...group] = kind.split('.');
      return `${group.join('.')} ${singular(resource)}`;
    }),
  );
  const needed = resources
    .filter((resource) => !administration.includes(resource))
    .map(({ apiVersion, kind }) => `${/^(.*)\//.exec(apiVersion)?.[1] ?? ''} ${kind.toLowerCase()}`);
  expect(needed.length).toBeGreaterThan(0);
  expect([...new Set(needed)].filter((kind) => !allowed.has(kind))).toEqual([]);
});

it('probes ask paths that service-kit serves', () => {
  const server = readFileSync(join(root, 'packages/service-kit/src/health/management-server.ts'), 'utf8');
  for (const path of ['/health/startup', '/health/ready', '/health/live']) expect(server).toContain(`case '${path}':`);
});

describe('each rule notices when it is broken:', () => {
  const pod = 'spec.template.spec';
  const container = `${pod}.containers.0`;
  const changes: [kind: string, path: string, value: unknown, mistake: string][] = [
    ['Deployment', `${container}.livenessProbe.httpGet.path`, '/health/ready', 'livenessProbe does not ask'],
    ['Deployment', `${container}.startupProbe`, undefined, 'startupProbe does not ask'],
    ['Deployment', `${container}.image`, 'order-service:latest', 'is not the name of an image'],
    ['Deployment', `${container}.resources.requests.cpu`, undefined, 'requests no CPU'],
    ['Deployment', `${container}.resources.limits`, undefined, 'has no limit of memory'],
    ['Deployment', `${container}.securityContext.capabilities`, undefined, 'does not drop all capabilities'],
    ['Deployment', `${container}.securityContext.privileged`, true, 'is privileged'],
    ['Deployment', `${container}.securityContext.allowPrivilegeEscalation`, undefined, 'allowPrivilegeEscalation'],
    ['Deployment', `${container}.securityContext.readOnlyRootFilesystem`, false, 'root file system'],
    ['Deployment', `${container}.ports.0.hostPort`, 3000, 'takes a port of the node'],
    ['Deployment', `${container}.lifecycle.preStop.sleep.seconds`, 6, 'terminationGracePeriodSeconds'],
    ['Deployment', `${container}.envFrom.1`, { secretRef: { name: 'auth-service' } }, 'has no KAFKA_BROKERS'],
    ['Deployment', `${pod}.securityContext.runAsUser`, 0, 'runAsUser'],
    ['Deployment', `${pod}.securityContext.seccompProfile`, undefined, 'seccomp'],
    ['Deployment', `${pod}.hostNetwork`, true, 'has hostNetwork'],
    ['Deployment', `${pod}.volumes.0`, { name: 'tmp', hostPath: { path: '/' } }, 'has a type that is refused'],
    ['Deployment', `${pod}.automountServiceAccountToken`, undefined, 'has a token'],
    ['Deployment', `${pod}.serviceAccountName`, 'default', 'role in AWS'],
    ['Deployment', `${pod}.topologySpreadConstraints`, undefined, 'not spread over zones'],
    ['Deployment', 'spec.strategy', undefined, 'before new ones serve'],
    ['Deployment', `${pod}.tolerations`, undefined, 'nodes that the catalogue declares'],
    ['Deployment', `${pod}.volumes.1`, undefined, 'authorities of the database'],
    ['PodDisruptionBudget', 'spec.maxUnavailable', 0, 'blocks the drain'],
    ['PodDisruptionBudget', 'spec.selector.matchLabels', {}, 'PodDisruptionBudget does not select'],
    ['HorizontalPodAutoscaler', 'spec.maxReplicas', 11, 'replicas of the catalogue'],
    ['Service', 'spec.selector', { 'app.kubernetes.io/part-of': 'fairway' }, 'Service does not select'],
    ['PodMonitor', 'spec.selector.matchLabels', {}, 'PodMonitor does not select'],
    ['PodMonitor', 'spec.podMetricsEndpoints.0.relabelings', undefined, 'none of its alerts can fire'],
    ['ExternalSecret', 'spec.data', [{ secretKey: 'TOKEN_SIGNING_KEY' }], 'has an unknown TOKEN_SIGNING_KEY'],
    ['ServiceAccount', 'metadata.namespace', 'default', 'is outside the namespace'],
  ];

  it.for(changes)('%s, %s = %j', ([kind, path, value, mistake], { built }) => {
    const resources = structuredClone(built('overlays/production'));
    const resource = new Overlay(resources).one(kind, 'order-service');
    set(resource, path.split('.'), value);
    expect(mistakesOf(resources, 'production').join('\n')).toContain(mistake);
  });

  it('the load balancer waits too short', ({ built }) => {
    const resources = structuredClone(built('overlays/production'));
    set(new Overlay(resources).one('Ingress', 'api-gateway'), ['metadata', 'annotations'], {
      'alb.ingress.kubernetes.io/target-group-attributes': 'deregistration_delay.timeout_seconds=30',
    });
    expect(mistakesOf(resources, 'production').join('\n')).toContain('the load balancer does not wait');
  });
});

function set(node: object, [key = '', ...rest]: string[], value: unknown): void {
  const members = node as Record<string, unknown>;
  if (rest.length > 0) set(members[key] as object, rest, value);
  else if (value === undefined) delete members[key];
  else members[key] = value;
}
