import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import { Kubectl } from '../src/apply/kubectl.js';
import { requireCluster } from '../src/cluster/cluster.js';
import { readMessages } from '../src/release/local-monitoring.js';
import { Load } from './support/load.js';
import { container, replace } from './support/overlay-patch.js';
import { inNamespace, openGateway, pushImages } from './support/platform.js';
import { commitWith, history, publish, release, tagOf, temporaryTag, variantOf } from './support/releases.js';
import { fairway, it, kubectl, must, onCluster, type Output, root } from './support/test-cluster.js';

const service = 'user-service';
/** What the load asks. */
const loaded = 'order-service';
const watched = ['--watch', '8s'] as const;
const poll = { timeout: 600_000, interval: 500 };

/** What is deployed first, and what it became after a service got another digest. */
let first: string;
let second: string;
let variant: string;

const cluster = () => new Kubectl(requireCluster(root), process.env, new AbortController().signal);
const deployDev = (commit: string, ...options: readonly string[]) =>
  release('deploy', 'dev', '--commit', commit, ...watched, ...options);
const runningIn = async (environment: string) =>
  (
    await inNamespace(
      environment,
      'get',
      'deployment',
      service,
      '--output=jsonpath={.spec.template.spec.containers[0].image}',
    )
  ).split('@')[1];
const newest = async (environment = 'dev') => (await history(environment))[0];

/** What people were told of a release; the Watchdog and the like are of others. */
const toldOf = async (id: string) =>
  (await readMessages(cluster()))
    .filter(({ body }) => body.alerts.some(({ labels }) => labels['release'] === id))
    .filter(({ body }) => body.status === 'firing')
    .map(({ path }) => path);

/** While a release runs; at its end, what it said is in the failure. */
async function untilItRuns(ended: Promise<Output>): Promise<void> {
  let output: Output | undefined;
  void ended.then((at) => (output = at));
  await vi.waitUntil(async () => {
    if (output !== undefined) throw new Error(`It has ended: ${output.stderr}`);
    return (await newest())?.result === 'running';
  }, poll);
}

onCluster(beforeAll, async () => {
  // What was released before is gone with its namespace.
  rmSync(join(root, '.fairway', 'releases', 'origin.git'), { recursive: true, force: true });
  await must(kubectl(['delete', 'namespace', 'dev', 'production', 'monitoring', '--ignore-not-found']));
  await pushImages();
  await must(fairway('cluster', 'monitor'));
  first = await commitWith();
  await publish(first);
  variant = await variantOf(service);
});

onCluster(afterAll, async () => {
  await must(kubectl(['delete', 'namespace', 'dev', 'production', 'monitoring', '--ignore-not-found']));
});

it('a commit reaches dev; its record says who, what and how, and the cluster runs these digests', async () => {
  await must(deployDev(first));
  const record = await newest();
  expect(record).toMatchObject({ commit: first, action: 'deploy', result: 'succeeded', failure: null, from: null });
  expect(await runningIn('dev')).toBe(record?.images[service]?.digest);
  await must(release('status', 'dev'));
  await vi.waitUntil(async () => (await toldOf(record?.id ?? '')).length > 0, poll);
  expect(await toldOf(record?.id ?? '')).toEqual(['/notices']);
});

it('an image that another build pushed under the tag of a commit is refused, and nothing changes', async () => {
  const tampered = await commitWith();
  await publish(tampered);
  await tagOf(tampered, service, variant);
  const before = await history('dev');
  const { exitCode, stderr } = await deployDev(tampered);
  expect(stderr).toContain('These images are not signed by the build of their commit.');
  expect(stderr).toContain(`${service}: `);
  expect(exitCode).toBe(6);
  expect(await history('dev')).toEqual(before);
});

it('a second release while one runs is refused', async () => {
  const one = deployDev(first);
  await untilItRuns(one);
  const other = await deployDev(first);
  expect(other).toMatchObject({
    exitCode: 6,
    stderr: expect.stringContaining('Another release to dev is running.') as string,
  });
  await must(one);
});

it('after a deployer was killed, the next one waits for the end of its lease, closes its record and completes', async () => {
  second = await commitWith();
  await publish(second, { [service]: variant });
  const child = spawn(join(root, 'fairway'), ['release', 'deploy', 'dev', '--commit', second, '--local'], {
    cwd: root,
  });
  await vi.waitUntil(async () => (await newest())?.result === 'running', poll);
  const killed = await newest();
  child.kill('SIGKILL');
  await once(child, 'exit');
  // The rest of the time for which the dead deployer has the lock.
  await vi.waitUntil(async () => (await deployDev(second)).exitCode === 0, { timeout: 900_000, interval: 5_000 });
  const records = await history('dev');
  expect(records.find(({ id }) => id === killed?.id)).toMatchObject({ result: 'interrupted' });
  expect(records[0]).toMatchObject({ commit: second, result: 'succeeded' });
  expect(await runningIn('dev')).toBe(variant);
});

const failures = [
  {
    title: 'a pod that never becomes ready',
    patch: replace('Deployment', service, {
      '/spec/progressDeadlineSeconds': 20,
      [`${container}/startupProbe/httpGet/path`]: '/health/never',
    }),
    failure: `${service} failed. Its old version keeps serving.`,
  },
  {
    title: 'a migration that fails',
    patch: replace('Job', `${service}-migration`, {
      '/spec/backoffLimit': 0,
      [`${container}/args`]: ['--eval', 'process.exit(3)'],
    }),
    failure: `${service}-migration failed. No service was changed.`,
  },
  {
    title: 'a smoke test that fails',
    // The gateway is ready, and does not find this service.
    patch: replace('Deployment', 'api-gateway', {
      [`${container}/env`]: [{ name: 'USER_SERVICE_URL', value: 'http://user-service:9' }],
    }),
    failure: 'The smoke test failed at "profile".',
  },
];

it.for(failures)(
  '$title: the release before it is live again, and people are told once',
  async ({ patch, failure }) => {
    const broken = await commitWith([patch]);
    await publish(broken);
    const load = await Load.start(await openGateway('dev'), 100);
    const { exitCode, stderr } = await deployDev(broken);
    const { sent, failures: lost } = await load.stop();
    expect(exitCode, stderr).toBe(1);
    const record = await newest();
    expect(record).toMatchObject({
      commit: broken,
      result: 'rolled-back',
      failure: expect.stringContaining(failure) as string,
    });
    expect(await runningIn('dev')).toBe(variant);
    await must(release('status', 'dev'));
    await vi.waitUntil(async () => (await toldOf(record?.id ?? '')).length > 0, poll);
    expect(await toldOf(record?.id ?? '')).toEqual(['/pages']);
    expect(lost).toEqual({});
    expect(sent).toBeGreaterThan(100);
  },
);

it('one service goes back, and the others stay', async () => {
  await must(release('rollback', 'dev', service, ...watched));
  const [back] = await history('dev');
  expect(back).toMatchObject({ action: 'rollback', commit: second, result: 'succeeded' });
  expect(await runningIn('dev')).not.toBe(variant);
  expect(back?.images[service]?.digest).toBe(await runningIn('dev'));
});

it('production refuses what dev has not run, and asks for its name', async () => {
  const promote = (commit: string, ...options: readonly string[]) =>
    release('promote', 'dev', 'production', '--commit', commit, ...watched, ...options);
  expect(await promote(second)).toMatchObject({
    exitCode: 6,
    stderr: expect.stringContaining('needs its name as a confirmation') as string,
  });
  expect(await promote(second, '--confirm', 'production')).toMatchObject({
    exitCode: 6,
    stderr: expect.stringContaining('has no version') as string,
  });
  const neverInDev = await commitWith();
  await publish(neverInDev);
  await using _ = await temporaryTag('v0.0.0-test', neverInDev);
  expect(await promote(neverInDev, '--confirm', 'production')).toMatchObject({
    exitCode: 6,
    stderr: expect.stringContaining('The commit was never deployed there.') as string,
  });
  expect((await kubectl(['get', 'deployments', '--namespace', 'production', '--output=name'])).stdout).toBe('');
});

it('production runs the digests of dev; an error budget that burns during the watch brings them back', async () => {
  const promote = ['promote', 'dev', 'production', '--confirm', 'production', '--local', '--commit'];
  await using tags = new AsyncDisposableStack();
  tags.use(await temporaryTag('v0.0.1-test', second));
  await must(fairway('release', ...promote, 'v0.0.1-test', ...watched));
  const [live] = await history('production');
  expect(live).toMatchObject({ version: 'v0.0.1-test', result: 'succeeded' });
  // Not the image with which one service went back alone in dev: that is of another commit.
  expect(await runningIn('production')).toBe(variant);

  tags.use(await temporaryTag('v0.0.2-test', second));
  const load = await Load.start(await openGateway('production'), 20);
  const child = spawn(join(root, 'fairway'), ['release', ...promote, 'v0.0.2-test', '--watch', '10m'], { cwd: root });
  const exited = once(child, 'exit') as Promise<[exitCode: number]>;
  for await (const line of createInterface({ input: child.stderr })) {
    if (!line.startsWith('watching')) continue;
    // No new connection reaches a service that the gateway needs.
    const closed = JSON.stringify([{ op: 'replace', path: '/spec/ingress', value: [] }]);
    await inNamespace('production', 'patch', 'networkpolicy', loaded, '--type=json', '--patch', closed);
    await inNamespace('production', 'delete', 'pods', `--selector=app.kubernetes.io/name=${loaded}`, '--wait=false');
  }
  const { failures: lost } = await load.stop();
  expect(await exited).toEqual([1, null]);
  expect(Object.keys(lost)).not.toEqual([]);
  const [undone] = await history('production');
  expect(undone).toMatchObject({
    version: 'v0.0.2-test',
    result: 'rolled-back',
    failure: expect.stringContaining('The environment got worse after the release.') as string,
  });
  await must(release('status', 'production'));
  await vi.waitUntil(async () => (await toldOf(undone?.id ?? '')).length > 0, poll);
  expect(await toldOf(undone?.id ?? '')).toEqual(['/pages']);
});

it('of each release that came to its end, people were told once, whatever was told later', async () => {
  for (const environment of ['dev', 'production']) {
    for (const { id, result } of await history(environment)) {
      // Its deployer was killed, and could tell nobody.
      if (result === 'interrupted') continue;
      expect(await toldOf(id), `${environment} ${id}`).toEqual([result === 'succeeded' ? '/notices' : '/pages']);
    }
  }
});
