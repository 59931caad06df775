import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findInstance, type Instance } from '../src/instance/instance.js';
import { portsAt } from '../src/instance/port-plan.js';
import { identityOf, writeState } from '../src/instance/state.js';
import { logFileOf } from '../src/logs/log-files.js';
import { type Outcome, root, runFairway } from './run-fairway.js';

const spoil = fileURLToPath(new URL('spoiled-catalogue.mjs', import.meta.url));

/** Runs `./fairway` on a catalogue in which one text of a file is replaced. */
function withMistake(
  args: readonly string[],
  mistake: readonly [file: string, text: string, instead: string],
): Promise<Outcome> {
  return runFairway(args, { NODE_OPTIONS: `--import=${spoil}`, SPOILED: JSON.stringify(mistake) });
}

const unknownEvent = ['services.js', "'user.registered'", "'user.registred'"] as const;

describe('a mistake in the catalogue is reported with its place and exit code 2', () => {
  it.each([
    ['generate', ['generate']],
    ['up', ['up']],
    ['up --detach', ['up', '--detach']],
    ['test', ['test', 'checks']],
  ])('in %s', async (_, args) => {
    const { exitCode, stdout, stderr } = await withMistake(args, unknownEvent);
    expect(stderr).toContain('✗ The catalogue has');
    expect(stderr).toContain(
      'auth-service uses the event user.registred, which packages/contracts does not define; correct its name in services.ts.',
    );
    expect(stderr).toContain('→ Correct it in catalog/src and run this again.');
    expect(stderr).not.toMatch(/^\s+at /m);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  });

  it.each([
    [
      'an unknown database',
      ['services.js', "database: 'users'", "database: 'user'"],
      'user-service uses the database user, which databases.ts does not declare',
    ],
    [
      'an app without a folder',
      ['services.js', "'api-gateway': {", "'edge-gateway': {"],
      'edge-gateway has no folder apps/edge-gateway',
    ],
    [
      'a folder without a service',
      ['services.js', "'api-gateway': {", "'edge-gateway': {"],
      'apps/api-gateway is not a service in the catalogue',
    ],
    ['an event without a topic', ['topics.js', 'events: [', 'events: [], dropped: ['], 'which no topic carries'],
    [
      'an unknown secret',
      ['services.js', "'TOKEN_SIGNING_KEY'", "'TOKEN_KEY'"],
      'auth-service has the secret TOKEN_KEY, which secrets.ts does not declare',
    ],
    [
      'a setting without a value in an environment',
      ['services.js', 'production: 60', 'prod: 60'],
      'api-gateway has the setting RATE_LIMIT_AUTH_PER_MINUTE without a value in production',
    ],
    ['a missing field', ['services.js', 'secrets: []', 'secret: []'], 'has no valid "secrets"'],
    ['a duplicate port', ['services.js', 'portOffset: 2', 'portOffset: 1'], 'port offset 1 is taken twice'],
  ] as const)('for %s', async (_, mistake, problem) => {
    const { exitCode, stderr } = await withMistake(['generate', '--check'], mistake);
    expect(stderr).toContain(problem);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(exitCode).toBe(2);
  });
});

it('reports a variable without a value, with the environment, and a variable that the service does not read', async () => {
  const { exitCode, stdout } = await withMistake(
    ['generate', '--check'],
    ['services.js', 'TOKEN_AUDIENCE:', 'TOKEN_AUDIENCES:'],
  );
  expect(stdout).toContain('user-service needs TOKEN_AUDIENCE, which has no value in production');
  expect(stdout).toContain('user-service is given TOKEN_AUDIENCES, which it does not read');
  expect(exitCode).toBe(1);
});

const unloadable = ['topics.js', 'partitions: 6', 'partitions: six'] as const;

it('code that does not load is reported with its place and how to find further errors', async () => {
  const { exitCode, stderr } = await withMistake(['generate', '--check'], unloadable);
  expect(stderr).toMatch(/^✗ six is not defined\n {2}at .*catalog\/dist\/src\/topics\.js:\d+/);
  expect(stderr).toContain('`npx tsc --noEmit`');
  expect(exitCode).toBe(1);
});

describe('while the catalogue does not load, an instance', () => {
  let instance: Instance;
  const run = (...args: string[]) => withMistake(['--instance', instance.name, ...args], unloadable);

  beforeEach(() => {
    instance = findInstance(root, `test-${randomUUID().slice(0, 8)}`);
    mkdirSync(instance.logFolder, { recursive: true });
  });
  afterEach(() => rmSync(instance.folder, { recursive: true, force: true }));

  it('that is running can be looked at and stopped', async () => {
    // Ends at a signal, as a supervisor does.
    const supervisor = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1_000)'], { stdio: 'ignore' });
    const startedAt = '2026-01-01T00:00:00.000Z';
    const identity = identityOf(Number(supervisor.pid));
    if (identity === null) throw new Error('The supervisor has ended.');
    const service = { name: 'user-service', phase: 'ready', process: null, port: 4002, restarts: 0, since: startedAt };
    writeState(instance, {
      schema: 1,
      instance: instance.name,
      phase: 'ready',
      supervisor: identity,
      // Without a service: each of its ports is one of the system, where nothing listens.
      ports: portsAt(1),
      startedAt,
      readyAt: startedAt,
      processes: [{ ...service, phase: 'ready' }],
    });
    writeFileSync(logFileOf(instance, 'user-service'), `{"level":"info","time":"${startedAt}","msg":"listening"}\n`);

    expect(await run('status')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/user-service is not ready[\s\S]*dead letters cannot be counted/),
    });
    expect((await run('logs')).stdout).toContain('listening');
    expect((await run('doctor')).stdout).toContain('ports from 1 on are in use by this instance');
    expect(await run('down')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('✓ stopped in') });
    expect(supervisor.signalCode).toBe('SIGTERM');
  });

  it('that is not running is checked and deleted', async () => {
    expect((await run('doctor')).stdout).toContain('the catalogue does not load: six is not defined');
    expect((await run('reset', '--yes')).stdout).toContain('deleted data, logs and secrets');
  });
});
