import { existsSync, globSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { findCluster } from '../src/cluster/cluster.js';
import type { TestCluster } from './support/cluster.setup.js';
import { apply, fairway, it, kubectl, must, onCluster, root } from './support/test-cluster.js';

const home = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'fairway-cluster');

function mustBeOurs({ kind, isOurs }: TestCluster, skip: (reason: string) => void): void {
  if (kind === 'kind') skip('With kind, the life of a cluster is a matter of kind.');
  if (!isOurs) skip('A cluster ran already, and this test would delete it. First: ./fairway cluster down --wipe');
}

/** Every process that the cluster started, by the tool's own list. */
const processIds = () =>
  globSync(join(home, 'state', 'run', '*.pid')).map((file) => readFileSync(file, 'utf8').split(' ')[0] ?? '');

const mentions = (file: string, text: string) => readFileSync(file, 'utf8').includes(text);

/** What a cluster leaves on a machine, looked for without the tool's own records. */
function traces() {
  const commandLines = globSync('/proc/[0-9]*/cmdline').filter((file) => {
    try {
      return mentions(file, join(home, 'state'));
    } catch {
      return false; // it has ended meanwhile
    }
  });
  return {
    processes: commandLines,
    namespace: existsSync('/run/netns/fairway-cluster'),
    interface: existsSync('/sys/class/net/fairway0'),
    cgroups: globSync(['/sys/fs/cgroup/fairway-cluster', '/sys/fs/cgroup/*/fairway-cluster']),
    mounts: mentions('/proc/self/mounts', join(home, 'state')),
    data: existsSync(join(home, 'state')),
    record: findCluster(root) !== undefined,
  };
}

const nothing = {
  processes: [],
  namespace: false,
  interface: false,
  cgroups: [],
  mounts: false,
  data: false,
  record: false,
};

// The other files find a cluster whatever becomes of these tests.
onCluster(afterAll, async ({ kind, isOurs }) => {
  if (kind === 'kind' || !isOurs) return;
  await must(fairway('cluster', 'up'));
});

it('`down --wipe` leaves no process, namespace, interface, cgroup, mount or data; `up` makes four nodes in three zones', async ({
  cluster,
  skip,
}) => {
  mustBeOurs(cluster, skip);
  expect(traces().processes.length).toBeGreaterThan(10);

  await must(fairway('cluster', 'down', '--wipe'));
  expect(traces()).toEqual(nothing);
  expect((await fairway('cluster', 'status')).exitCode).toBe(4);

  await must(fairway('cluster', 'up'));
  const status = JSON.parse(await must(fairway('cluster', 'status', '--json'))) as {
    data: { registry: string; nodes: { zone: string; isReady: boolean }[] };
  };
  expect(status.data.nodes.map(({ zone, isReady }) => `${zone} ${isReady}`).toSorted()).toEqual([
    'a true',
    'a true',
    'b true',
    'c true',
  ]);
  expect((await fetch(`http://${status.data.registry}/v2/`)).status).toBe(200);
});

it('`up` leaves a running cluster as it is', async ({ cluster, skip }) => {
  mustBeOurs(cluster, skip);
  const before = processIds();
  expect(before.length).toBeGreaterThan(10);
  await must(fairway('cluster', 'up'));
  expect(processIds()).toEqual(before);
});

it('`status` names a process that died; `up` starts the cluster again with its data', async ({ cluster, skip }) => {
  mustBeOurs(cluster, skip);
  await apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'kept', namespace: 'default' } });
  const [pid = ''] = readFileSync(join(home, 'state', 'run', 'kube-scheduler.pid'), 'utf8').split(' ');
  // An empty text would be 0, the group of this process.
  expect(pid).toMatch(/^\d+$/);
  process.kill(Number(pid), 'SIGKILL');

  const status = await fairway('cluster', 'status');
  expect(status.stdout).toContain('kube-scheduler stopped');
  expect(status.exitCode).toBe(1);

  await must(fairway('cluster', 'up'));
  expect((await fairway('cluster', 'status')).exitCode).toBe(0);
  await must(kubectl(['delete', 'configmap', 'kept', '--namespace=default']));
});
