import { statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { LocalServerError, type LocalServerErrorCode } from './local-server-error.js';
import { OwnTime } from './own-time.js';
import { spawnServer, type ServerProcess, type SpawnServerOptions } from './server-process.js';

const POLL_MS = 20;

export interface Readiness {
  /** Answers within a bounded time and never rejects. */
  readonly isReady: () => Promise<boolean>;
  /** How much of its own time the server may spend until then, see `OwnTime`. */
  readonly ownTimeLimitMs: number;
  /** What to do about a start that fails, for the error. */
  readonly fix: string;
}

/**
 * Polls until the server is ready. A server that has spent its time before is stopped.
 * @throws LocalServerError START_FAILED or START_TIMEOUT, with the last lines of the log.
 */
export async function untilReady(server: ServerProcess, { isReady, ownTimeLimitMs, fix }: Readiness): Promise<void> {
  using time = new OwnTime(server.pid, { limitMs: ownTimeLimitMs });
  let outcome: number | string | undefined;
  void server.exited.then((exit) => (outcome = exit));
  for (;;) {
    const ready = await isReady();
    // The exit is looked at after the answer: another process on the same port could have given it.
    if (outcome !== undefined) {
      throw await failure(server, 'START_FAILED', `${server.name} ended with ${outcome} before it was ready.`, fix);
    }
    if (ready) return;
    if (time.isSpent) {
      const problem = `${server.name} was not ready ${time} and was stopped.`;
      await server.stop();
      throw await failure(server, 'START_TIMEOUT', problem, fix);
    }
    await sleep(POLL_MS);
  }
}

export interface RunToEndOptions {
  readonly code: LocalServerErrorCode;
  /** How much of its own time the command may spend without a word in its log, see `OwnTime`. */
  readonly ownTimeLimitMs: number;
  readonly fix: string;
  /** The command is no longer wanted: it is stopped. */
  readonly stopping?: AbortSignal;
}

/**
 * Runs a command to its end under the watchdog.
 * @throws LocalServerError `code` (START_TIMEOUT when it spent its time) when it does not end with exit code 0, with its
 *   last lines.
 */
export async function runToEnd(options: SpawnServerOptions, { code, ownTimeLimitMs, fix, stopping }: RunToEndOptions): Promise<void> {
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
  throw await failure(command, late ? 'START_TIMEOUT' : code, problem, fix);
}

async function failure(server: ServerProcess, code: LocalServerErrorCode, problem: string, fix: string): Promise<LocalServerError> {
  return new LocalServerError(code, problem, fix, { log: { file: server.logFile, lines: await server.lastLogLines() } });
}
