import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Kubectl } from '../../src/apply/kubectl.js';
import { ReleaseLock } from '../../src/release/release-lock.js';

/** A stand-in for kubectl and an API server with one Lease, which refuses what is older than the version it has. */
const program = `#!${process.execPath}
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const file = process.env.LEASE_FILE;
const [, , , , verb, ...args] = process.argv;
const stored = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
const refuse = (text) => { process.stderr.write('Error from server (' + text + ')'); process.exit(1); };
if (existsSync(file + '.down')) { writeFileSync(file + '.asked', ''); refuse('ServiceUnavailable): the server is down'); }
if (verb === 'auth') process.stdout.write('yes\\n');
else if (verb === 'get' && args[0] === 'namespaces') process.stdout.write('namespace/dev');
else if (verb === 'get') process.stdout.write(JSON.stringify({ items: stored ? [stored] : [] }));
else {
  const lease = JSON.parse(readFileSync(0, 'utf8'));
  if (verb === 'create' && stored) refuse('AlreadyExists): leases "release" already exists');
  if (verb === 'replace' && lease.metadata.resourceVersion !== stored?.metadata.resourceVersion)
    refuse('Conflict): the object has been modified');
  lease.metadata.resourceVersion = String(Number(stored?.metadata.resourceVersion ?? 0) + 1);
  writeFileSync(file, JSON.stringify(lease));
  process.stdout.write(JSON.stringify(lease));
}
`;

interface Lease {
  readonly metadata: { readonly resourceVersion: string };
  readonly spec: { holderIdentity: string; renewTime: string };
}

let folder: string;
let file: string;
let kubectl: Kubectl;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fairway-lock-'));
  file = join(folder, 'lease.json');
  writeFileSync(join(folder, 'kubectl'), program);
  chmodSync(join(folder, 'kubectl'), 0o755);
  const target = { kubectl: join(folder, 'kubectl'), kubeconfig: 'unused' };
  kubectl = new Kubectl(target, { ...process.env, LEASE_FILE: file }, new AbortController().signal);
});
afterEach(() => rmSync(folder, { recursive: true }));

const take = (holder: string) => ReleaseLock.take(kubectl, 'dev', holder);
const stored = () => JSON.parse(readFileSync(file, 'utf8')) as Lease;
/** As if the holder had not renewed it for a minute. */
const expire = () => {
  const lease = stored();
  const renewTime = new Date(Date.now() - 61_000).toISOString();
  writeFileSync(file, JSON.stringify({ ...lease, spec: { ...lease.spec, renewTime } }));
};

it('one has it; the other is told who, and gets it when it is given back', async () => {
  const lock = await take('Ada');
  await expect(take('Bob')).rejects.toMatchObject({
    code: 'still_running',
    cause: expect.stringMatching(/^Ada on .*, process \d+ began at/) as string,
  });
  await lock.release();
  const next = await take('Bob');
  expect(stored().spec.holderIdentity).toMatch(/^Bob /);
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
  expect(stored().spec.holderIdentity).toMatch(/^Bob /);
  await next.release();
});

it('is renewed, also after a renewal that failed', async () => {
  const lock = await take('Ada');
  const { resourceVersion } = stored().metadata;
  writeFileSync(`${file}.down`, '');
  const wait = (until: () => boolean) => vi.waitUntil(until, { timeout: 120_000, interval: 100 });
  await wait(() => existsSync(`${file}.asked`));
  rmSync(`${file}.down`);
  await wait(() => stored().metadata.resourceVersion !== resourceVersion);
  expect(lock.lost.aborted).toBe(false);
  await lock.release();
});
