import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { spawnServer, startWatchdog } from '../src/index.js';
import { nodeEntryArgs } from '../src/node-entry.js';
import { commandLine, processStartTime } from '../src/process-identity.js';
import { createScratch, type Scratch } from './scratch.js';

let scratch: Scratch;
beforeEach(async () => void (scratch = await createScratch()));
afterEach(() => scratch[Symbol.asyncDispose]());

interface Identity {
  readonly pid: number;
  readonly startTime: string;
}

async function runOwner(end: string): Promise<{ outcome: number | string; processes: Identity[] }> {
  const owner = spawn(process.execPath, [...nodeEntryArgs('../test/owner-main'), end, scratch.folder], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output, [code, signal]] = await Promise.all([text(owner.stdout), once(owner, 'exit')]);
  return { outcome: code ?? signal, processes: output === '' ? [] : (JSON.parse(output) as Identity[]) };
}

function pidExists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const alive = (processes: readonly Identity[]) =>
  processes.filter(({ pid, startTime }) => processStartTime(pid) === startTime);

const sleepFor60s = () =>
  spawnServer({
    name: 'sleep',
    command: 'sleep',
    args: ['60'],
    env: { PATH: process.env['PATH'] },
    logFile: join(scratch.folder, 'sleep.log'),
    graceMs: 1_000,
    watchdog: scratch.watchdog,
  });

describe('an owner leaves no process behind', () => {
  test('when it is killed with its process group, and PostgreSQL is stopped cleanly', async () => {
    const owner = await runOwner('is killed with its process group');
    expect(owner.outcome).toBe('SIGKILL');
    // PostgreSQL with its workers, two shells with a child each, and the watchdog.
    expect(owner.processes.length).toBeGreaterThan(10);
    await expect.poll(() => alive(owner.processes)).toEqual([]);
    expect(readFileSync(join(scratch.folder, 'postgres.log'), 'utf8')).toContain('database system is shut down');
  });

  test.each(['calls process.exit', 'has nothing more to do'])('when it %s', async (end) => {
    const owner = await runOwner(end);
    expect(owner.outcome).toBe(0);
    expect(owner.processes).toHaveLength(5);
    await expect.poll(() => alive(owner.processes)).toEqual([]);
  });

  test('when it is killed after a server was born and before the watchdog knows it', async () => {
    expect((await runOwner('killed-before-the-watchdog-knows')).outcome).toBe('SIGKILL');
    const mine = () =>
      readdirSync('/proc').filter((name) => /^\d+$/.test(name) && commandLine(Number(name)).includes(scratch.folder));
    await expect.poll(mine).toEqual([]);
    expect(existsSync(join(scratch.folder, 'got-through'))).toBe(false);
  });
});

test('signals that end everything else do not end the watchdog', async () => {
  const server = await sleepFor60s();
  for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM'] as const) process.kill(scratch.watchdog.pid, signal);
  await scratch.watchdog.stop(); // it still does its work
  expect(await server.exited).toBe('SIGTERM');
  expect(processStartTime(scratch.watchdog.pid)).toBeUndefined();
});

test('the watchdog does not touch a process that got a recycled pid', async () => {
  const server = await sleepFor60s();
  const other = await startWatchdog();
  await other.watch({ pid: server.pid, startTime: 'another time', signal: 'SIGKILL', graceMs: 0 });
  await other.stop();
  expect(processStartTime(server.pid)).toBeDefined();
  await server.stop();
  expect(await server.exited).toBe('SIGTERM');
});

test('nothing is started without a watchdog', async () => {
  process.kill(scratch.watchdog.pid, 'SIGKILL');
  await expect.poll(() => pidExists(scratch.watchdog.pid)).toBe(false); // a zombie's last threads may still hold its pipe
  await expect(sleepFor60s()).rejects.toMatchObject({ code: 'failed', message: expect.stringContaining('watchdog') });
});
