import { serviceNames, services } from '@fairway/catalog';
import { domain } from '@fairway/domain';
import { beforeAll, expect, vi } from 'vitest';
import { Load, type Tally } from './support/load.js';
import { type Gateway, inPlatform, podsOf, requirePlatform } from './support/platform.js';
import { it, kubectl, must, onCluster } from './support/test-cluster.js';

const poll = { timeout: 600_000, interval: 500 };
const ofServices = `app.kubernetes.io/name in (${serviceNames.join(', ')})`;
let gateway: Gateway;

onCluster(beforeAll, async () => {
  gateway = await requirePlatform();
});

const deployments = serviceNames.map((name) => `deployment/${name}`);

async function rolledOut(): Promise<void> {
  for (const deployment of deployments) await inPlatform('rollout', 'status', deployment, '--timeout=900s');
}

it('a rollout of every service under load loses no request', async ({ annotate }) => {
  const load = await Load.start(gateway);
  await load.answered(200);
  const before = await Promise.all(serviceNames.map(podsOf));
  await inPlatform('rollout', 'restart', ...deployments);
  await rolledOut();
  await load.answered(200);
  const { sent, failures } = await load.stop();
  await annotate(`${sent} requests`);
  expect(failures).toEqual({});
  const after = new Set((await Promise.all(serviceNames.map(podsOf))).flat().map(({ uid }) => uid));
  expect(before.flat().filter(({ uid }) => after.has(uid))).toEqual([]);
});

it('a drain of the node waits for the budgets, and loses no request', async ({ annotate }) => {
  // A budget of a single pod could never let it go without a loss.
  const atLeastTwo = `--patch=${JSON.stringify({ spec: { minReplicas: 2 } })}`;
  for (const name of serviceNames)
    await ('cpuPercent' in services[name].deployment.scaleOn
      ? inPlatform('patch', 'hpa', name, '--type=merge', atLeastTwo)
      : inPlatform('scale', `deployment/${name}`, '--replicas=2'));
  const replicas = ['get', 'deployments', ...serviceNames, '--output=jsonpath={.items[*].spec.replicas}'];
  await vi.waitUntil(async () => !(await inPlatform(...replicas)).split(' ').includes('1'), poll);
  await rolledOut();
  const before = (await Promise.all(serviceNames.map(podsOf))).flat();
  const [node = ''] = (
    await must(kubectl(['get', 'nodes', '--selector=type=real', '--output=jsonpath={.items[*].metadata.name}']))
  ).split(' ');

  const load = await Load.start(gateway);
  await load.answered(100);
  // With the node cordoned, replacements wait. So the drain must wait too, with one pod of each service left.
  const drained = kubectl([
    'drain',
    node,
    `--pod-selector=${ofServices}`,
    '--delete-emptydir-data',
    '--ignore-daemonsets',
    '--timeout=900s',
  ]);
  try {
    await vi.waitUntil(async () => (await pendingPods()) >= serviceNames.length, poll);
    await load.answered(200);
    // Autoscalers may have added more.
    for (const name of serviceNames) expect(await podsOf(name), name).not.toEqual([]);
  } finally {
    // Now there is a place for them, as if another node had joined.
    await must(kubectl(['uncordon', node]));
  }
  await must(drained);
  await must(kubectl(['uncordon', node]));
  await rolledOut();
  const { sent, failures } = await load.stop();
  await annotate(`${sent} requests`);
  expect(failures).toEqual({});
  const after = new Set((await Promise.all(serviceNames.map(podsOf))).flat().map(({ uid }) => uid));
  expect(before.filter(({ uid }) => after.has(uid))).toEqual([]);
});

async function pendingPods(): Promise<number> {
  const names = await inPlatform(
    'get',
    'pods',
    `--selector=${ofServices}`,
    '--field-selector=status.phase=Pending',
    '--output=name',
  );
  return names.split('\n').filter((name) => name !== '').length;
}

it('pods of every service that are killed lose no accepted entity', async ({ annotate }) => {
  const load = await Load.start(gateway, 50);
  await load.answered(100);
  for (const service of serviceNames) {
    const [pod] = await podsOf(service);
    await inPlatform('delete', 'pod', pod?.name ?? '', '--grace-period=0', '--force');
    await load.answered(50);
  }
  await rolledOut();
  const tally = await load.stop();
  await annotate(`${tally.created.length} accepted, failures: ${JSON.stringify(tally.failures)}`);
  expect(tally.created.length).toBeGreaterThan(0);
  await allProcessed(tally);
});

async function allProcessed({ created, authorization }: Tally): Promise<void> {
  for (const id of created) {
    const statusOf = async () => {
      const answer = await fetch(`${gateway.url}${domain.load.path}/${id}`, { headers: authorization });
      return ((await answer.json()) as { status?: string }).status;
    };
    await expect.poll(statusOf, { timeout: 300_000, interval: 200 }).toBe('processed');
  }
}

it('the autoscaler adds pods under load, and removes them afterwards', async ({ annotate }) => {
  const service = 'order-service';
  const replicas = async () =>
    Number(await inPlatform('get', 'deployment', service, '--output=jsonpath={.spec.replicas}'));
  // Otherwise it waits five minutes before it removes a pod.
  const behavior = { scaleDown: { stabilizationWindowSeconds: 0 } };
  await inPlatform('patch', 'hpa', service, '--type=merge', `--patch=${JSON.stringify({ spec: { behavior } })}`);
  await vi.waitUntil(async () => (await replicas()) === 2, poll);

  const load = await Load.start(gateway, 1_000);
  await vi.waitUntil(async () => (await replicas()) > 2, poll);
  const { sent } = await load.stop();
  await annotate(`${sent} requests`);
  await vi.waitUntil(async () => (await replicas()) === 2, poll);
});

it('a consumer is scaled by its lag', ({ skip }) => {
  skip('KEDA does not run in this cluster; deploy/test/manifests.spec.ts checks the ScaledObject against its schema.');
});
