import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Git } from '../../src/release/git.js';
import { ReleaseLog } from '../../src/release/release-log.js';
import type { ReleaseRecord } from '../../src/release/release-record.js';
import { ReleaseSource } from '../../src/release/release-source.js';
import { type Clone, GitSandbox } from './git-sandbox.js';

let sandbox: GitSandbox;
let ada: Clone;
let first: string;
beforeAll(async () => {
  sandbox = await GitSandbox.create();
  ada = await sandbox.clone('ada');
  first = await ada.commit({ 'README.md': 'A platform\n' });
  await ada.git.run(['push', '--quiet', 'origin', 'HEAD:main']);
});
afterAll(() => sandbox[Symbol.dispose]());

const record = (id: string, changed: Partial<ReleaseRecord> = {}): ReleaseRecord => ({
  id,
  environment: 'dev',
  action: 'deploy',
  version: null,
  commit: first,
  catalog: 'c0ffee',
  images: { gateway: { digest: 'sha256:1', commit: first } },
  from: null,
  by: 'Zoë',
  run: null,
  overrides: {},
  startedAt: '2026-11-30T12:00:00.000Z',
  finishedAt: null,
  result: 'running',
  failure: null,
  ...changed,
});

it('keeps records on a branch of the remote, the newest first, apart by environment', async () => {
  const log = new ReleaseLog(ada.git);
  expect(await log.records('dev')).toEqual([]);
  const [older, newer] = [record('20261130T1'), record('20261130T2', { failure: 'Ein Pod fällt aus.\n…' })];
  await log.write(newer);
  await log.write(older);
  await log.write(record('20261130T3', { environment: 'production' }));
  const bob = await sandbox.clone('bob', '--depth=1');
  expect(await new ReleaseLog(bob.git).records('dev')).toEqual([newer, older]);
  await log.write({ ...older, result: 'succeeded' });
  expect((await new ReleaseLog(bob.git).records('dev')).map(({ result }) => result)).toEqual(['running', 'succeeded']);
});

it('leaves the working tree, the index and the branches of the clone alone', async () => {
  writeFileSync(join(ada.root, 'README.md'), 'A change that is not committed\n');
  const state = () => Promise.all([ada.git.run(['status', '--porcelain']), ada.git.run(['branch', '--all'])]);
  const before = await state();
  await new ReleaseLog(ada.git).write(record('20261130T4'));
  expect(await state()).toEqual(before);
  await ada.git.run(['checkout', '--quiet', '.']);
});

it('names who released in Git, on a machine without an identity', async () => {
  await new ReleaseLog(ada.git).write(record('20261130T5'));
  const log = await ada.git.run(['ls-remote', 'origin', 'refs/heads/releases']);
  const [commit = ''] = log.split('\t');
  await ada.git.run(['fetch', '--quiet', 'origin', commit]);
  expect(await ada.git.run(['show', '--no-patch', '--format=%an: %s', commit])).toMatch(
    /^Zoë: dev: deploy [0-9a-f]{12} \(20261130T5\) running$/,
  );
});

it('loses no record when two deployers write at once', async () => {
  const clones = await Promise.all(['eve', 'dan', 'kim'].map((name) => sandbox.clone(name)));
  const ids = clones.map((_, index) => `2027-${index}`);
  await Promise.all(clones.map(({ git }, index) => new ReleaseLog(git).write(record(ids[index] ?? ''))));
  const written = (await new ReleaseLog(ada.git).records('dev')).map(({ id }) => id);
  expect(written).toEqual(expect.arrayContaining(ids));
});

it('says what is missing when the remote refuses, or does not answer', async () => {
  const hook = join(sandbox.origin, 'hooks', 'pre-receive');
  writeFileSync(hook, '#!/bin/sh\necho "only maintainers push" >&2\nexit 1\n');
  chmodSync(hook, 0o755);
  await expect(new ReleaseLog(ada.git).write(record('2028'))).rejects.toMatchObject({
    message: 'The record of the release was not written.',
    cause: expect.stringContaining('only maintainers push') as string,
  });
  writeFileSync(hook, '#!/bin/sh\n');
  await expect(
    new ReleaseLog(new Git(ada.root, sandbox.env, join(sandbox.folder, 'nowhere'))).records('dev'),
  ).rejects.toMatchObject({
    message: expect.stringContaining('git ls-remote') as string,
    cause: expect.stringContaining('nowhere') as string,
  });
});

it('releases are made of a commit, which a shallow clone fetches, and not of the files at hand', async () => {
  const files = {
    'deploy/kubernetes/base.yaml': 'old\n',
    'infra/terraform/environments/common.tfvars': '\n',
    'infra/terraform/generated/catalog.json': '{}\n',
  };
  const old = await ada.commit(files);
  await ada.commit({ 'deploy/kubernetes/base.yaml': 'new\n' });
  await ada.git.run(['push', '--quiet', 'origin', 'HEAD:main']);
  const shallow = await sandbox.clone('shallow', '--depth=1');
  using source = await ReleaseSource.of(old, shallow.git);
  expect(readFileSync(join(source.root, 'deploy/kubernetes/base.yaml'), 'utf8')).toBe('old\n');
  expect(source.catalog).toMatch(/^[0-9a-f]{64}$/);
  await expect(ReleaseSource.of('0'.repeat(40), shallow.git)).rejects.toMatchObject({
    code: 'not_found',
    message: `There is no commit ${'0'.repeat(40)}.`,
  });
});
