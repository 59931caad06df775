import { type ServerProcess, spawnServer, type Watchdog } from '@fairway/local-servers';
import { eventually } from '@fairway/testkit';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { workFolder } from './packages.js';

interface Program {
  readonly name: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The Node.js of the platform by default: a peer runs on the same. */
  readonly command?: string;
}

/** Starts a program that is measured. It ends with this process. */
export function startProgram(
  watchdog: Watchdog,
  { name, args, env, command = process.execPath }: Program,
): Promise<ServerProcess> {
  return spawnServer({
    name,
    command,
    args,
    env: { PATH: process.env['PATH'], NODE_ENV: 'production', ...env },
    cwd: workFolder,
    logFile: join(workFolder, 'logs', `${name}.log`),
    graceMs: 10_000,
    watchdog,
  });
}

/** Kills a program as a crash would, and waits until it is gone. */
export async function crash(program: ServerProcess): Promise<void> {
  process.kill(program.pid, 'SIGKILL');
  await ended(program);
}

/** Waits for the end of a program; returns its exit code, or the name of the signal that ended it. */
export async function ended({ exited }: ServerProcess): Promise<number | string> {
  let outcome: number | string | undefined;
  // `exited` alone would not keep this process alive.
  void exited.then((value) => (outcome = value));
  await eventually(() => outcome !== undefined);
  return await exited;
}

/** Polls until a figure is reached or has not changed for `quietMs`; returns it. */
export async function settled(
  read: () => Promise<number>,
  expected: number,
  { quietMs, pollMs = 50 }: { quietMs: number; pollMs?: number },
): Promise<number> {
  let [last, sinceMs] = [0, performance.now()];
  while (last < expected && performance.now() - sinceMs < quietMs) {
    await delay(pollMs);
    // What is starting again cannot answer yet.
    const now = await read().catch(() => last);
    if (now !== last) [last, sinceMs] = [now, performance.now()];
  }
  return last;
}
