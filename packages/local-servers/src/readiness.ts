import { setTimeout as sleep } from 'node:timers/promises';
import { LocalServerError, type LocalServerErrorCode } from './local-server-error.js';
import { spawnServer, type ServerProcess, type SpawnServerOptions } from './server-process.js';

const POLL_MS = 20;

export interface Readiness {
  /** Answers within a bounded time and never rejects. */
  readonly isReady: () => Promise<boolean>;
  readonly deadlineMs: number;
  /** How to mend a start that fails, for the error. */
  readonly fix: string;
}

/**
 * Polls until the server is ready. A server that is not ready in time is stopped.
 * @throws LocalServerError START_FAILED or START_TIMEOUT, quoting the last lines of the log.
 */
export async function untilReady(server: ServerProcess, { isReady, deadlineMs, fix }: Readiness): Promise<void> {
  const deadline = performance.now() + deadlineMs;
  let outcome: number | string | undefined;
  void server.exited.then((exit) => (outcome = exit));
  for (;;) {
    const ready = await isReady();
    // The exit is looked at after the answer: another process on the same port could have given it.
    if (outcome !== undefined) {
      throw await failure(server, 'START_FAILED', `${server.name} ended with ${outcome} before it was ready.`, fix);
    }
    if (ready) return;
    if (performance.now() > deadline) {
      await server.stop();
      throw await failure(server, 'START_TIMEOUT', `${server.name} was not ready within ${deadlineMs / 1000} s and was stopped.`, fix);
    }
    await sleep(POLL_MS);
  }
}

/**
 * Runs a command to its end under the watchdog.
 * @throws LocalServerError `code` when it does not end with exit code 0 within `deadlineMs`, quoting its last lines.
 */
export async function runToEnd(
  options: SpawnServerOptions,
  { code, deadlineMs, fix }: { code: LocalServerErrorCode; deadlineMs: number; fix: string },
): Promise<void> {
  const command = await spawnServer(options);
  const cancel = new AbortController();
  const outcome = await Promise.race([command.exited, sleep(deadlineMs, 'late' as const, { signal: cancel.signal })]);
  cancel.abort();
  if (outcome === 0) return;
  await command.stop();
  const problem = outcome === 'late' ? `did not end within ${deadlineMs / 1000} s` : `ended with ${outcome}`;
  throw await failure(command, code, `${options.name} ${problem}.`, fix);
}

async function failure(server: ServerProcess, code: LocalServerErrorCode, what: string, fix: string): Promise<LocalServerError> {
  const lines = await server.lastLogLines();
  const quoted = lines.map((line) => `    ${line}`).join('\n');
  return new LocalServerError(code, `${what} Last lines of ${server.logFile}:\n${quoted}`, fix);
}
