import { tmpdir } from 'node:os';
import type { Run } from '@fairway/programs';
import { expect, it } from 'vitest';
import { gitVersion, isRepository } from './example.js';

const run: Run = {
  root: tmpdir(),
  env: process.env,
  progress: () => undefined,
  stopping: new AbortController().signal,
};

it('the example runs a program that must succeed', async () => {
  expect(await gitVersion(run)).toMatch(/^git version \d/);
  await expect(gitVersion({ ...run, env: { PATH: '/nowhere' } })).rejects.toThrow('git is not on the PATH.');
});

it('the example runs a program whose exit code is an answer', async () => {
  expect(await isRepository(run)).toBe(false);
  expect(await isRepository({ ...run, root: process.cwd() })).toBe(true);
});
