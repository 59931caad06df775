import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { domain } from '@fairway/domain';
import { afterEach, describe, expect, it } from 'vitest';
import { foreignShell } from './foreign-shell.js';
import { root, runFairway } from './run-fairway.js';

const reading = ['status', 'logs', 'journey', 'smoke', 'doctor'];
// Never started, so that these tests do not depend on a running platform.
const instance = `test-${process.pid}`;
const entityId = '0192f0c1-5b7e-7cc3-98c4-dc0c0c07398f';

afterEach(() => rmSync(join(root, '.fairway', 'instances', instance), { recursive: true, force: true }));

describe('help', () => {
  it('lists the commands in groups, on standard output', async () => {
    const { exitCode, stdout } = await runFairway(['--help']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /Run:\n {2}up[\s\S]*Look:\n {2}status[\s\S]*Repair:\n {2}dlq[\s\S]*AWS:\n {2}cost[\s\S]*Develop:\n {2}test/,
    );
    expect(stdout).not.toContain('supervise');
  });

  it('is shown by a call without a command', async () => {
    expect(await runFairway([])).toMatchObject({ exitCode: 0, stdout: (await runFairway(['--help'])).stdout });
  });

  it.each(['list', 'show', 'replay', 'discard'])('describes dlq %s', async (verb) => {
    expect(await runFairway(['dlq', verb, '--help'])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining(`Usage: fairway dlq ${verb}`),
    });
  });

  it.each([['up'], ['dlq'], ['dlq', 'replay'], ['admin', 'end-sessions'], ['bench']])(
    'of "help %s %s" is the same as that of --help',
    async (...words) => {
      const { exitCode, stdout } = await runFairway(['help', ...words]);
      expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: (await runFairway([...words, '--help'])).stdout });
      expect(stdout).toContain(`Usage: fairway ${words.join(' ')}`);
    },
  );

  it.each(['up', 'down', 'reset', 'test', 'generate', 'bench', 'cost', 'destroy-plan', ...reading])(
    'tells about %s',
    async (command) => {
      const { exitCode, stdout } = await runFairway([command, '--help']);
      expect(exitCode).toBe(0);
      expect(stdout).toContain(`Usage: fairway ${command}`);
    },
  );
});

it("--version prints the repository's version", async () => {
  expect(await runFairway(['--version'])).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
  });
});

it('logs --grep reports that no line contains the text', async () => {
  const folder = join(root, '.fairway', 'instances', instance, 'logs');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'user-service.ndjson'),
    '{"level":"info","time":"2026-01-01T00:00:00.000Z","msg":"listening"}\n',
  );
  const grep = (text: string) => runFairway(['logs', '--instance', instance, '--grep', text]);
  expect(await grep('users.dlq/0/1')).toMatchObject({
    exitCode: 0,
    stdout: '',
    stderr: expect.stringContaining('no line contains "users.dlq/0/1"'),
  });
  expect(await grep('listening')).toMatchObject({
    stdout: expect.stringContaining('listening'),
    stderr: expect.not.stringContaining('no line'),
  });
});

describe('exit code 2, with a message on standard error, for', () => {
  it.each([
    ['a misspelt command', ['statsu'], 'Did you mean status?'],
    ['a misspelt option', ['logs', '--folow'], 'Did you mean --follow?'],
    ['an unknown option', ['up', '--frobnicate'], "unknown option '--frobnicate'"],
    ['a missing argument', ['journey'], `missing required argument '${domain.entity.idName}'`],
    ['too many arguments', ['status', 'now'], 'too many arguments'],
    ['an invalid id', ['journey', '4711'], ' id is a UUID'],
    ['answers that are a folder', ['adopt', '--dry-run', '--answers', '.'], 'It is a folder.'],
    ['an invalid duration', ['logs', '--since', 'yesterday'], 'for example 10m'],
    ['a service to inspect that does not exist', ['dev', '--inspect', 'nope'], 'There is no service nope to inspect'],
    ['an unknown suite', ['test', 'smoke'], 'Allowed choices are checks, unit, infra, integration, e2e'],
    ['help for an unknown command', ['help', 'nope'], "unknown command 'nope'"],
    ['help for an unknown command of a group', ['help', 'dlq', 'nope'], "unknown command 'nope'"],
    ['a load above its maximum', ['bench', '--seconds', '1e9'], 'from 1 to 1000000'],
    ['a duration above its maximum', ['logs', '--since', '999999999999d'], '3650d at most'],
    ['a rate above its maximum', ['dlq', 'replay', '--all', '--rate', '99999999/s'], 'up to 9999 followed by /s'],
    ['a new event without a topic', ['new', 'event', 'parcel.sent'], 'TOPIC; topics are: '],
    ['an empty reason', ['dlq', 'discard', '--all', '--reason', ' '], 'It is empty'],
    ['an invalid instance name', ['status', '--instance', '../x'], 'is not a valid instance name'],
  ])('%s', async (_, args, word) => {
    const { exitCode, stdout, stderr } = await runFairway(args);
    expect(stderr).toContain(word);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  });

  it('a base port that is not a number', async () => {
    const { exitCode, stderr } = await runFairway(['status', '--instance', instance], { FAIRWAY_PORT_BASE: 'abc' });
    const [, highest] = /FAIRWAY_PORT_BASE must be a whole number from 1024 to (\d+), not abc\./.exec(stderr) ?? [];
    // The blocks of 200 ports below it depend on how many instances this clone has, those of other tests included.
    expect((65_536 - Number(highest)) % 200, stderr).toBe(0);
    expect(Number(highest)).toBeLessThanOrEqual(65_136);
    expect(exitCode).toBe(2);
  });

  it.each([[[]], [['--detach']]])(
    'a base port that leaves no room for all ports: up %j creates no folder',
    async (more) => {
      const { exitCode, stderr } = await runFairway(['up', '--instance', instance, ...more], {
        FAIRWAY_PORT_BASE: '70000',
      });
      expect(stderr).toContain(', not 70000.');
      expect(exitCode).toBe(2);
      expect(existsSync(join(root, '.fairway', 'instances', instance))).toBe(false);
    },
  );
});

describe('an instance that is not running', () => {
  it.each([
    ['status', []],
    ['logs', []],
    ['smoke', []],
    ['journey', [entityId]],
    ['dlq', ['list']],
  ])('%s reports it with exit code 4 and what to do', async (command, args) => {
    const { exitCode, stdout, stderr } = await runFairway([command, ...args, '--instance', instance]);
    expect(exitCode).toBe(4);
    expect(stdout + stderr).toContain(`./fairway --instance ${instance} up`);
  });

  it('may be named before the command', async () => {
    const { stdout } = await runFairway(['--instance', instance, 'status']);
    expect(stdout).toContain(`instance "${instance}"`);
  });

  it('is fine for down and reset, which have nothing to do', async () => {
    expect(await runFairway(['down', '--instance', instance])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('was not running'),
    });
    expect(await runFairway(['reset', '--instance', instance])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('has no data'),
    });
  });

  it('leaves no files behind when its status is asked for', async () => {
    await runFairway(['status', '--instance', instance]);
    await runFairway(['doctor', '--instance', instance]);
    expect((await runFairway(['reset', '--instance', instance])).stdout).toContain('has no data');
  });
});

describe('--json', () => {
  it.each([
    ['status', [], 4],
    ['down', [], 0],
    ['doctor', [], expect.any(Number)],
  ])('of %s is one document with data', async (command, args, expected) => {
    const { exitCode, stdout } = await runFairway([command, ...args, '--json', '--instance', instance]);
    expect(exitCode).toEqual(expected);
    expect(JSON.parse(stdout)).toEqual({
      schema: 1,
      ok: exitCode === 0,
      command,
      data: expect.any(Object),
      durationMs: expect.any(Number),
    });
  });

  it.each([
    ['logs', ['logs', '--folow'], "unknown option '--folow'"],
    ['dlq replay', ['dlq', 'replay', '--max', 'all'], 'from 1 to 1000000'],
    ['journey', ['journey'], `missing required argument '${domain.entity.idName}'`],
  ])('of %s with a wrong argument is one document', async (command, args, message) => {
    const { exitCode, stdout } = await runFairway([...args, '--json']);
    expect(exitCode).toBe(2);
    const error = {
      code: 'usage',
      message: expect.stringContaining(message),
      cause: null,
      hint: expect.stringContaining(`./fairway help ${command}`),
    };
    expect(JSON.parse(stdout)).toEqual({ schema: 1, ok: false, command, error, durationMs: expect.any(Number) });
  });

  it('of a failure is one document with code, message, cause and hint', async () => {
    const { exitCode, stdout } = await runFairway(['journey', entityId, '--json', '--instance', instance]);
    expect(exitCode).toBe(4);
    const error = {
      code: 'not_running',
      message: expect.stringContaining(instance),
      cause: null,
      hint: expect.stringContaining(`./fairway --instance ${instance} up`),
    };
    expect(JSON.parse(stdout)).toEqual({
      schema: 1,
      ok: false,
      command: 'journey',
      error,
      durationMs: expect.any(Number),
    });
  });
});

describe('colours', () => {
  it.each([['status'], ['doctor'], ['--help'], ['statsu']])('are never written to a pipe (%s)', async (...args) => {
    const { stdout, stderr } = await runFairway(args, { FORCE_COLOR: '1' });
    expect(stdout + stderr).not.toContain('\u001B[');
  });
});

describe('doctor', () => {
  it("lists the shell's variables that the local run ignores", async () => {
    const { stdout } = await runFairway(['doctor', '--instance', instance], foreignShell);
    const [, names = ''] = /the local run ignores (.*), which this shell sets/.exec(stdout) ?? [];
    expect(names.split(', ')).toEqual(expect.arrayContaining(Object.keys(foreignShell)));
  });

  it('lists each check, its group and its outcome', async () => {
    const { stdout } = await runFairway(['doctor', '--json', '--instance', instance]);
    const { rows } = (
      JSON.parse(stdout) as {
        data: { rows: { id: string; group: string; status: string; message: string; fix: string }[] };
      }
    ).data;
    expect(rows.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        'node',
        'npm',
        'java',
        'maven',
        'postgres',
        'go',
        'shell',
        'state',
        'secrets',
        'memory',
        'disk',
      ]),
    );
    for (const { status, fix } of rows) expect(status === 'pass' || status === 'skip').toBe(fix === '');
  });
});
