import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ReleaseLock } from '../../src/release/release-lock.js';
import { ClusterStandIn } from './cluster-stand-in.js';

let cluster: ClusterStandIn;
beforeEach(() => void (cluster = new ClusterStandIn()));
afterEach(() => cluster[Symbol.dispose]());

const take = (holder: string) => ReleaseLock.take(cluster.kubectl, 'dev', holder);
/** As if the holder had not renewed it for a minute. */
const expire = () => {
  const { lease } = cluster;
  const renewTime = new Date(Date.now() - 61_000).toISOString();
  cluster.lease = { ...lease, spec: { ...lease.spec, renewTime } };
};

it('one has it; the other is told who, and gets it when it is given back', async () => {
  const lock = await take('Ada');
  await expect(take('Bob')).rejects.toMatchObject({
    code: 'still_running',
    cause: expect.stringMatching(/^Ada on .*, process \d+ began at/) as string,
  });
  await lock.release();
  const next = await take('Bob');
  expect(cluster.lease.spec.holderIdentity).toMatch(/^Bob /);
  await next.release();
});

it('of several that ask at once, one gets it', async () => {
  const answers = await Promise.allSettled(['Ada', 'Bob', 'Eve'].map(take));
  const locks = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
  expect(locks).toHaveLength(1);
  await locks[0]?.release();
});

it('what a killed deployer held is taken over; should it live on, it notices, and takes nothing away', async () => {
  const lost = await take('Ada');
  expire();
  const next = await take('Bob');
  await vi.waitUntil(() => lost.lost.aborted, { timeout: 120_000, interval: 100 });
  expect(lost.lost.reason).toMatchObject({
    message: 'This release has lost its lock, so another one may have begun.',
    cause: expect.stringContaining('Conflict') as string,
  });
  await lost.release();
  expect(cluster.lease.spec.holderIdentity).toMatch(/^Bob /);
  await next.release();
});

it('is renewed, also after a renewal that failed', async () => {
  const lock = await take('Ada');
  const { resourceVersion } = cluster.lease.metadata;
  cluster.isDown = true;
  const wait = (until: () => boolean) => vi.waitUntil(until, { timeout: 120_000, interval: 100 });
  await wait(() => cluster.wasAskedInVain);
  cluster.isDown = false;
  await wait(() => cluster.lease.metadata.resourceVersion !== resourceVersion);
  expect(lock.lost.aborted).toBe(false);
  await lock.release();
});
