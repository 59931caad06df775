import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runToEnd, spawnServer, untilReady, type ServerProcess } from '../src/index.js';
import { processStartTime } from '../src/process-identity.js';
import { createScratch, type Scratch } from './scratch.js';
import { starve } from './starve.js';

let scratch: Scratch;
beforeAll(async () => void (scratch = await createScratch()));
afterAll(() => scratch[Symbol.asyncDispose]());

const startShell = (script: string, graceMs = 10_000): Promise<ServerProcess> =>
  spawnServer({
    name: 'shell',
    command: 'sh',
    args: ['-c', script],
    env: { PATH: process.env['PATH'], GREETING: 'hello' },
    logFile: join(scratch.folder, 'shell.log'),
    graceMs,
    watchdog: scratch.watchdog,
  });

async function untilItSays(server: ServerProcess, text: string): Promise<void> {
  await expect.poll(() => server.lastLogLines()).toContainEqual(expect.stringContaining(text));
}

test('it gets only the given environment and no standard input, and its exit code is reported', async () => {
  const server = await startShell('echo $GREETING; echo "home=$HOME"; cat; exit 3');
  expect(await Promise.race([server.exited, untilItSays(server, 'never')])).toBe(3);
  expect(await server.lastLogLines()).toEqual(['hello', 'home=']);
});

test('its output is appended to the log, and only lines since the start are quoted', async () => {
  await (
    await startShell('echo first')
  ).exited;
  const second = await startShell('echo second >&2');
  await second.exited;
  expect(await second.lastLogLines()).toEqual(['second']);
  expect(spawnSync('grep', ['-c', '-E', '^(first|second)$', second.logFile]).stdout.toString()).toBe('2\n');
});

test('stop sends the stop signal first', async () => {
  const server = await startShell('trap "echo bye; exit 7" TERM; echo up; while :; do sleep 0.05; done');
  await untilItSays(server, 'up');
  await Promise.all([server.stop(), server.stop()]);
  expect(await server.exited).toBe(7);
  expect(await server.lastLogLines(1)).toEqual(['bye']);
  await server.stop();
});

test('stop kills a server that exceeds its grace, with its children', async () => {
  const server = await startShell('trap "" TERM; sleep 60 & echo child $!; wait', 200);
  await untilItSays(server, 'child');
  const childPid = Number((await server.lastLogLines())[0]?.split(' ')[1]);
  expect(processStartTime(childPid)).toBeDefined();
  await server.stop();
  expect(await server.exited).toBe('SIGKILL');
  await expect.poll(() => processStartTime(childPid)).toBeUndefined();
});

test('children end with a server that ends by itself', async () => {
  const server = await startShell('sleep 60 & echo $!');
  expect(await server.exited).toBe(0);
  const childPid = Number((await server.lastLogLines())[0]);
  await expect.poll(() => processStartTime(childPid)).toBeUndefined();
});

test('a server that ends before it is ready is reported with its last lines', async () => {
  const server = await startShell('echo cannot open the door; exit 9');
  await expect(
    untilReady(server, { isReady: async () => false, ownTimeLimitMs: 30_000, hint: 'Open it.' }),
  ).rejects.toMatchObject({
    code: 'failed',
    message: 'shell ended with 9 before it was ready.',
    log: { file: server.logFile, lines: ['cannot open the door'] },
    hint: 'Open it.',
  });
});

test('an answer does not count when the server has ended: another process may have given it', async () => {
  const server = await startShell('exit 1');
  await server.exited;
  await expect(
    untilReady(server, { isReady: async () => true, ownTimeLimitMs: 30_000, hint: '' }),
  ).rejects.toMatchObject({
    code: 'failed',
    message: 'shell ended with 1 before it was ready.',
  });
});

describe('the time limit of a start', () => {
  test('counts while the server waits for an event: a hanging one is stopped, and an empty log is reported', async () => {
    const server = await startShell('exec sleep 600');
    const start = untilReady(server, { isReady: async () => false, ownTimeLimitMs: 1_000, hint: 'Wake it.' });
    await expect(start).rejects.toMatchObject({
      code: 'timed_out',
      message: expect.stringMatching(
        /^shell was not ready within 1 s of its own time \(0 s of CPU time in [\d.]+ s\) and was stopped\.$/,
      ),
      cause: expect.stringContaining('It has logged nothing yet'),
    });
    expect(await server.exited).toBe('SIGTERM');
  });

  test('counts while it computes', async () => {
    const server = await startShell('while :; do :; done');
    await expect(
      untilReady(server, { isReady: async () => false, ownTimeLimitMs: 500, hint: '' }),
    ).rejects.toMatchObject({ code: 'timed_out' });
  });

  test('counts while it is stopped', async () => {
    const server = await startShell('kill -STOP $$', 0);
    await expect(
      untilReady(server, { isReady: async () => false, ownTimeLimitMs: 1_000, hint: '' }),
    ).rejects.toMatchObject({ code: 'timed_out' });
  });

  test('does not count while it gets no processor: at a thirtieth of one it exceeds the limit by far and becomes ready', async () => {
    const ready = join(scratch.folder, 'ready');
    // It computes for 9 s of the clock, however fast the machine is.
    const program = `
      for (const end = Date.now() + 9_000; Date.now() < end; );
      require('node:fs').writeFileSync('${ready}', '');
      setInterval(() => {}, 1_000);`;
    const server = await startShell(`exec '${process.execPath}' -e "${program}"`);
    using starved = starve(server.pid);
    const startedAtMs = performance.now();
    await untilReady(server, { isReady: async () => existsSync(ready), ownTimeLimitMs: 5_000, hint: '' });
    expect(performance.now() - startedAtMs).toBeGreaterThan(8_000);
    starved.end();
    await server.stop();
  });

  test('starts again with each line that a command logs', async () => {
    const options = {
      command: 'sh',
      args: ['-c', 'for i in 1 2 3 4; do sleep 1; echo $i; done'],
      env: { PATH: process.env['PATH'] },
      graceMs: 0,
      watchdog: scratch.watchdog,
    };
    const talking = runToEnd(
      { ...options, name: 'talking', logFile: join(scratch.folder, 'talking.log') },
      { ownTimeLimitMs: 3_000, hint: '' },
    );
    await expect(talking).resolves.toBeUndefined();
    const silent = runToEnd(
      { ...options, name: 'silent', args: ['-c', 'exec sleep 600'], logFile: join(scratch.folder, 'silent.log') },
      { ownTimeLimitMs: 1_000, hint: '' },
    );
    await expect(silent).rejects.toMatchObject({
      code: 'timed_out',
      message: expect.stringContaining('silent did not end within 1 s of its own time'),
    });
  });
});

test('a missing folder is reported at once', async () => {
  const options = {
    name: 'lost',
    command: 'true',
    args: [],
    env: {},
    graceMs: 0,
    watchdog: scratch.watchdog,
    logFile: join(scratch.folder, 'lost.log'),
  };
  await expect(spawnServer({ ...options, cwd: join(scratch.folder, 'nowhere') })).rejects.toMatchObject({
    code: 'failed',
    message: expect.stringContaining('lost could not be started'),
  });
});
