import { LocalServerError, spawnServer, untilReady, type ServerProcess, type Watchdog } from '@fairway/local-servers';
import { setTimeout as sleep } from 'node:timers/promises';
import { FairwayError } from '../command-line/fairway-error.js';
import { plain } from '../command-line/style.js';
import { httpJson } from '../http-json.js';
import { parseLogLine, renderLogText } from '../logs/log-line.js';

const stopGraceMs = 10_000;
const quotedLines = 20;

// Node's own variables and the locale; nothing else of the developer's shell may change what a service does.
const inheritedVariables = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ', 'NODE_OPTIONS', 'NODE_EXTRA_CA_CERTS'] as const;

export interface NodeProgram {
  readonly name: string;
  /** The compiled file to run. */
  readonly entry: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly logFile: string;
  /** Where Node keeps compiled code between runs: halves the CPU time of a service's start. */
  readonly compileCacheFolder: string;
  readonly watchdog: Watchdog;
}

function spawnNode({ name, entry, environment, logFile, compileCacheFolder, watchdog }: NodeProgram): Promise<ServerProcess> {
  const inherited = inheritedVariables.flatMap((variable) => {
    const value = process.env[variable];
    return value === undefined ? [] : [[variable, value] as const];
  });
  return spawnServer({
    name,
    command: process.execPath,
    args: [entry],
    env: { ...Object.fromEntries(inherited), NODE_COMPILE_CACHE: compileCacheFolder, ...environment },
    logFile,
    graceMs: stopGraceMs,
    watchdog,
  });
}

export interface ServiceOptions extends NodeProgram {
  /** Answers 200 when the service may take work. */
  readonly readyUrl: string;
  readonly deadlineMs: number;
  readonly onSpawn: (pid: number) => void;
  readonly stopping: AbortSignal;
}

/** Starts a service and resolves when it says that it is ready. Otherwise nothing is left of it. */
export async function startService(options: ServiceOptions): Promise<ServerProcess> {
  const { name, readyUrl, deadlineMs, onSpawn, stopping } = options;
  const service = await spawnNode(options);
  onSpawn(service.pid);
  const stop = () => void service.stop();
  stopping.addEventListener('abort', stop, { once: true });
  try {
    await untilReady(service, { isReady: () => answersOk(readyUrl), deadlineMs, fix: '' });
    return service;
  } catch (error) {
    if (!(error instanceof LocalServerError)) throw error;
    const exit = await service.exited;
    throw error.code === 'START_TIMEOUT'
      ? await failure(service, 'timed_out', `${name} was not ready within ${deadlineMs / 1_000} s (${readyUrl}).`)
      : await failure(service, 'failed', `${name} ended with ${exit} before it was ready.`);
  } finally {
    stopping.removeEventListener('abort', stop);
  }
}

/** Runs a program that has an end, such as a migration. */
export async function runToEnd(program: NodeProgram, deadlineMs: number, stopping: AbortSignal): Promise<void> {
  const running = await spawnNode(program);
  const cancel = new AbortController();
  const late = sleep(deadlineMs, 'late' as const, { signal: AbortSignal.any([cancel.signal, stopping]) }).catch(() => 'stopped' as const);
  const outcome = await Promise.race([running.exited, late]);
  cancel.abort();
  if (outcome === 0) return;
  await running.stop();
  if (outcome === 'late') throw await failure(running, 'timed_out', `${program.name} did not end within ${deadlineMs / 1_000} s.`);
  throw await failure(running, 'failed', `${program.name} ended with ${outcome}.`);
}

function answersOk(url: string): Promise<boolean> {
  return httpJson(url, { timeoutMs: 2_000 }).then(({ status }) => status === 200, () => false);
}

async function failure(program: ServerProcess, code: 'failed' | 'timed_out', message: string): Promise<FairwayError> {
  const lines = await program.lastLogLines(quotedLines);
  const quoted = lines.map((line) => renderLogText(parseLogLine(program.name, line), plain));
  return new FairwayError(code, message, {
    cause: `Last lines of its log:\n${quoted.join('\n')}`,
    hint: `All of it: \`./fairway logs ${program.name}\`. Mend the cause and run \`./fairway up\` again.`,
  });
}
