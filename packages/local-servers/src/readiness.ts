import type { ErrorCode } from '@fairway/errors';
import { statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { OwnTime } from './own-time.js';
import { ServerStartError } from './server-start-error.js';
import { spawnServer, type ServerProcess, type SpawnServerOptions } from './server-process.js';

const POLL_MS = 20;

/** How to tell that a server is ready. */
export interface Readiness {
  /** Answers within a bounded time and never rejects. */
  readonly isReady: () => Promise<boolean>;
  /** How much of its own time the server may spend until then, see `OwnTime`. */
  readonly ownTimeLimitMs: number;
  /** What to do about a failed start, for the error. */
  readonly hint: string;
}

/**
 * Polls until the server is ready. A server that spends its time first is stopped.
 * @throws ServerStartError failed or timed_out
 */
export async function untilReady(server: ServerProcess, { isReady, ownTimeLimitMs, hint }: Readiness): Promise<void> {
  using time = new OwnTime(server.pid, { limitMs: ownTimeLimitMs });
  let outcome: number | string | undefined;
  void server.exited.then((exit) => (outcome = exit));
  for (;;) {
    const ready = await isReady();
    // The exit is checked after the answer: another process on the same port could have answered.
    if (outcome !== undefined) {
      throw await failure(server, 'failed', `${server.name} ended with ${outcome} before it was ready.`, hint);
    }
    if (ready) return;
    if (time.isSpent) {
      const problem = `${server.name} was not ready ${time} and was stopped.`;
      await server.stop();
      throw await failure(server, 'timed_out', problem, hint);
    }
    await sleep(POLL_MS);
  }
}

export interface RunToEndOptions {
  /** How much of its own time the command may spend without a line in its log, see `OwnTime`. */
  readonly ownTimeLimitMs: number;
  readonly hint: string;
  /** Stops the command when it is no longer needed. */
  readonly stopping?: AbortSignal;
}

/**
 * Runs a command to its end under the watchdog.
 * @throws ServerStartError failed when its exit code is not 0, timed_out when it spent its time
 */
export async function runToEnd(
  options: SpawnServerOptions,
  { ownTimeLimitMs, hint, stopping }: RunToEndOptions,
): Promise<void> {
  const command = await spawnServer(options);
  const logBytes = () => statSync(command.logFile, { throwIfNoEntry: false })?.size;
  using time = new OwnTime(command.pid, { limitMs: ownTimeLimitMs, progress: logBytes });
  const stop = () => void command.stop();
  stopping?.addEventListener('abort', stop, { once: true });
  if (stopping?.aborted === true) stop();
  const outcome = await Promise.race([command.exited, time.spent]);
  stopping?.removeEventListener('abort', stop);
  if (outcome === 0) return;
  const late = outcome === 'spent';
  const problem = `${options.name} ${late ? `did not end ${time} and was stopped` : `ended with ${outcome}`}.`;
  await command.stop();
  throw await failure(command, late ? 'timed_out' : 'failed', problem, hint);
}

async function failure(
  server: ServerProcess,
  code: ErrorCode,
  problem: string,
  hint: string,
): Promise<ServerStartError> {
  return new ServerStartError(code, problem, {
    log: { file: server.logFile, lines: await server.lastLogLines() },
    hint,
  });
}
