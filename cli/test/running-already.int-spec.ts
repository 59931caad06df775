import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { claim } from '../src/instance/claim.js';
import { findInstance } from '../src/instance/instance.js';
import { portsAt } from '../src/instance/port-plan.js';
import { identityOf, writeState } from '../src/instance/state.js';
import { root, runFairway } from './run-fairway.js';

const instance = findInstance(root, `test-${randomUUID().slice(0, 8)}`);

/** The command line takes this process for the supervisor of a platform without observability. */
beforeAll(() => {
  claim(instance, 'supervisor');
  const now = new Date().toISOString();
  const supervisor = identityOf(process.pid);
  if (supervisor === null) throw new Error('This process is not alive.');
  writeState(instance, {
    schema: 1,
    instance: instance.name,
    phase: 'ready',
    supervisor,
    ports: portsAt(4_000),
    startedAt: now,
    readyAt: now,
    processes: [],
  });
});
afterAll(() => rmSync(instance.folder, { recursive: true }));

it.each([[[]], [['--detach']]])('up %j --with observability says that a plain run must end first', async (options) => {
  const up = (...args: string[]) => runFairway(['up', ...options, ...args], { FAIRWAY_INSTANCE: instance.name });
  const { exitCode, stderr } = await up('--with', 'observability');
  expect(stderr).toMatch(
    /running already \(supervisor pid \d+\), without observability\.\n.*`\.\/fairway \S+ \S+ down`/,
  );
  expect(exitCode).toBe(6);
  expect(await up()).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('is already running') });
});
