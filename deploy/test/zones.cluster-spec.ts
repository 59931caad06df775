import { afterAll, beforeAll, expect, vi } from 'vitest';
import { parseResources, type Resource } from '../src/apply/resources.js';
import { ofKind } from './support/built.js';
import { apply, createNamespace, it as inCluster, kubectl, must, onCluster } from './support/test-cluster.js';

const zones = ['a', 'b', 'c'] as const;
const capacities = ['on-demand', 'spot'] as const;
const poll = { timeout: 300_000, interval: 300 };

/** On these nodes alone the tests schedule; kwok keeps them, and makes every pod there ready at once. */
const label = { name: 'fairway.dev/nodes', value: 'zones-test' };
const nodeName = (zone: string, capacity: string) => `zone-${zone}-${capacity}`;

const node = (zone: string, capacity: string) => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {
    name: nodeName(zone, capacity),
    annotations: { 'kwok.x-k8s.io/node': 'fake' },
    labels: {
      [label.name]: label.value,
      'kubernetes.io/hostname': nodeName(zone, capacity),
      'topology.kubernetes.io/zone': zone,
      'capacity-type': capacity,
    },
  },
  spec: {
    taints: [
      { key: 'kwok.x-k8s.io/node', value: 'fake', effect: 'NoSchedule' },
      ...(capacity === 'spot' ? [{ key: 'spot', value: 'true', effect: 'NoSchedule' }] : []),
    ],
  },
  status: {
    allocatable: { cpu: '16', memory: '64Gi', pods: '110' },
    capacity: { cpu: '16', memory: '64Gi', pods: '110' },
  },
});

interface Deployment extends Resource {
  readonly spec: { readonly replicas: number };
  readonly status: { readonly readyReplicas?: number; readonly availableReplicas?: number };
}
interface Autoscaler extends Resource {
  readonly spec: {
    readonly scaleTargetRef?: { readonly name: string };
    readonly minReplicas?: number;
    readonly minReplicaCount?: number;
  };
}

let namespace = '';

/** Only the fakes of `tools/cluster` can be made and deleted at will. */
const it = inCluster.extend<{ fakes: undefined }>({
  fakes: [
    async ({ cluster, skip }, use) => {
      if (cluster.kind !== 'machine') skip('kind has no fake nodes.');
      await use(undefined);
    },
    { auto: true },
  ],
});

onCluster(beforeAll, async ({ kind }) => {
  if (kind !== 'machine') return;
  await apply(...zones.flatMap((zone) => capacities.map((capacity) => node(zone, capacity))));
  namespace = await createNamespace(
    {},
    {
      'scheduler.alpha.kubernetes.io/node-selector': `${label.name}=${label.value}`,
      'scheduler.alpha.kubernetes.io/defaultTolerations': JSON.stringify([
        { key: 'kwok.x-k8s.io/node', operator: 'Exists' },
      ]),
    },
  );
  const built = parseResources(await must(kubectl(['kustomize', 'deploy/kubernetes/overlays/production'])));
  const fewest = new Map(
    [...ofKind<Autoscaler>(built, 'HorizontalPodAutoscaler'), ...ofKind<Autoscaler>(built, 'ScaledObject')].map(
      ({ spec }) => [spec.scaleTargetRef?.name, spec.minReplicas ?? spec.minReplicaCount],
    ),
  );
  const here = (resource: Resource) => ({ ...resource, metadata: { ...resource.metadata, namespace } });
  const workloads = ofKind<Deployment>(built, 'Deployment').map((deployment) => ({
    ...here(deployment),
    spec: { ...deployment.spec, replicas: fewest.get(deployment.metadata.name) },
  }));
  await apply(...[...ofKind(built, 'ServiceAccount'), ...ofKind(built, 'PodDisruptionBudget')].map(here), ...workloads);
  await vi.waitUntil(allAvailable, poll);
});

afterAll(async () => {
  if (namespace === '') return;
  await kubectl(['delete', 'namespace', namespace, '--wait=false']);
  await kubectl(['delete', 'nodes', '--selector', `${label.name}=${label.value}`]);
});

async function deployments(): Promise<Deployment[]> {
  const output = await must(kubectl(['get', 'deployments', '--namespace', namespace, '--output=json']));
  return (JSON.parse(output) as { items: Deployment[] }).items;
}

async function allAvailable(): Promise<boolean> {
  return (await deployments()).every(({ spec, status }) => status.availableReplicas === spec.replicas);
}

/** By service, the nodes of its pods that are not being deleted. */
async function placement(): Promise<Map<string, string[]>> {
  const output = await must(kubectl(['get', 'pods', '--namespace', namespace, '--output=json']));
  const { items } = JSON.parse(output) as {
    items: {
      metadata: { labels: Record<string, string>; deletionTimestamp?: string };
      spec: { nodeName?: string };
    }[];
  };
  const nodes = new Map<string, string[]>();
  for (const { metadata, spec } of items) {
    const service = metadata.labels['app.kubernetes.io/name'] ?? '';
    if (metadata.deletionTimestamp === undefined && spec.nodeName !== undefined)
      nodes.set(service, [...(nodes.get(service) ?? []), spec.nodeName]);
  }
  return nodes;
}

const zoneOf = (name: string) => name.split('-')[1] ?? '';

it('the pods of every service are spread over the zones; consumers run on on-demand nodes, APIs on spot nodes', async () => {
  for (const [service, nodes] of await placement()) {
    const counts = zones.map((zone) => nodes.filter((name) => zoneOf(name) === zone).length);
    expect(Math.max(...counts) - Math.min(...counts), service).toBeLessThanOrEqual(1);
    expect(new Set(nodes.map(zoneOf)).size, service).toBeGreaterThan(1);
    const capacity = service === 'event-processor' ? 'on-demand' : 'spot';
    expect(
      nodes.filter((name) => !name.endsWith(capacity)),
      service,
    ).toEqual([]);
  }
});

it('a spot node that AWS takes back is emptied within the budgets', async () => {
  const name = nodeName('a', 'spot');
  expect([...(await placement()).values()].flat()).toContain(name);
  await must(kubectl(['taint', 'node', name, 'aws-node-termination-handler/spot-itn=now:NoSchedule']));
  let drained = false;
  const drain = must(
    kubectl(['drain', name, '--ignore-daemonsets', '--delete-emptydir-data', '--timeout=300s']),
  ).finally(() => (drained = true));
  const missing = new Map<string, number>();
  while (!drained)
    for (const { metadata, spec, status } of await deployments())
      missing.set(
        metadata.name,
        Math.max(missing.get(metadata.name) ?? 0, spec.replicas - (status.readyReplicas ?? 0)),
      );
  await drain;
  expect([...missing].filter(([, most]) => most > 1)).toEqual([]);
  await vi.waitUntil(allAvailable, poll);
  expect([...(await placement()).values()].flat()).not.toContain(name);
});

it('when a zone is lost, every service has pods elsewhere, and gets back those it lost', async () => {
  const gone = capacities.map((capacity) => nodeName('b', capacity));
  await must(kubectl(['delete', 'nodes', ...gone]));
  for (const [service, nodes] of await placement())
    expect(nodes.filter((name) => zoneOf(name) !== 'b').length, service).toBeGreaterThan(0);
  // Kubernetes does so after 40 seconds.
  for (const name of gone)
    await must(
      kubectl(['delete', 'pods', '--namespace', namespace, `--field-selector=spec.nodeName=${name}`, '--force']),
    );
  const lost = async () => [...(await placement()).values()].flat().filter((name) => zoneOf(name) === 'b');
  await expect.poll(lost, poll).toEqual([]);
  await vi.waitUntil(allAvailable, poll);
});
