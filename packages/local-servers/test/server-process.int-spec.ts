import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { spawnServer, untilReady, type ServerProcess } from '../src/index.js';
import { processStartTime } from '../src/process-identity.js';
import { createScratch, type Scratch } from './scratch.js';

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
  await expect.poll(() => server.lastLogLines(), { timeout: 5_000 }).toContainEqual(expect.stringContaining(text));
}

test('it gets the environment it was given and no more, no standard input, and its exit code is told', async () => {
  const server = await startShell('echo $GREETING; echo "home=$HOME"; cat; exit 3');
  expect(await Promise.race([server.exited, untilItSays(server, 'never')])).toBe(3);
  expect(await server.lastLogLines()).toEqual(['hello', 'home=']);
});

test('the log is appended to, and only lines since the start are quoted', async () => {
  await (await startShell('echo first')).exited;
  const second = await startShell('echo second >&2');
  await second.exited;
  expect(await second.lastLogLines()).toEqual(['second']);
  expect(spawnSync('grep', ['-c', '-E', '^(first|second)$', second.logFile]).stdout.toString()).toBe('2\n');
});

test('stop asks politely first', async () => {
  const server = await startShell('trap "echo bye; exit 7" TERM; echo up; while :; do sleep 0.05; done');
  await untilItSays(server, 'up');
  await Promise.all([server.stop(), server.stop()]);
  expect(await server.exited).toBe(7);
  expect(await server.lastLogLines(1)).toEqual(['bye']);
  await server.stop();
});

test('stop kills what does not stop within its grace, with its children', async () => {
  const server = await startShell('trap "" TERM; sleep 60 & echo child $!; wait', 200);
  await untilItSays(server, 'child');
  const childPid = Number((await server.lastLogLines())[0]?.split(' ')[1]);
  expect(processStartTime(childPid)).toBeDefined();
  await server.stop();
  expect(await server.exited).toBe('SIGKILL');
  await expect.poll(() => processStartTime(childPid)).toBeUndefined();
});

test('the children of a server that ends by itself end with it', async () => {
  const server = await startShell('sleep 60 & echo $!');
  expect(await server.exited).toBe(0);
  const childPid = Number((await server.lastLogLines())[0]);
  await expect.poll(() => processStartTime(childPid)).toBeUndefined();
});

test('a server that ends before it is ready is told with its last lines', async () => {
  const server = await startShell('echo cannot open the door; exit 9');
  await expect(untilReady(server, { isReady: async () => false, deadlineMs: 30_000, fix: 'Open it.' })).rejects.toMatchObject({
    code: 'START_FAILED',
    problem: expect.stringMatching(/shell ended with 9 before it was ready\.[^]*cannot open the door/),
    fix: 'Open it.',
  });
});

test('an answer does not count when the server itself has ended: another process may have given it', async () => {
  const server = await startShell('exit 1');
  await server.exited;
  await expect(untilReady(server, { isReady: async () => true, deadlineMs: 30_000, fix: '' })).rejects.toMatchObject({ code: 'START_FAILED' });
});

test('a server that is not ready in time is stopped', async () => {
  const server = await startShell('echo thinking; exec sleep 60');
  await expect(untilReady(server, { isReady: async () => false, deadlineMs: 100, fix: '' })).rejects.toMatchObject({
    code: 'START_TIMEOUT',
    problem: expect.stringMatching(/not ready within 0\.1 s and was stopped/),
  });
  expect(await server.exited).toBe('SIGTERM');
});

test('a folder that does not exist is told at once', async () => {
  const options = { name: 'lost', command: 'true', args: [], env: {}, graceMs: 0, watchdog: scratch.watchdog, logFile: join(scratch.folder, 'lost.log') };
  await expect(spawnServer({ ...options, cwd: join(scratch.folder, 'nowhere') })).rejects.toMatchObject({ code: 'START_FAILED' });
});
