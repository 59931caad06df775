import { FairwayError } from '@fairway/errors';
import {
  answersOk,
  runToEnd,
  ServerStartError,
  spawnServer,
  untilReady,
  type ServerProcess,
  type SpawnServerOptions,
  type Watchdog,
} from '@fairway/local-servers';
import { plain } from '../command-line/style.js';
import { parseLogLine, renderLogText } from '../logs/log-line.js';
import { isRunning } from './restartable-process.js';

const stopGraceMs = 10_000;
// The limit for a service's own processor time. It needs three seconds; the rest is for slow dependencies.
const ownTimeLimitMs = 60_000;

// No other variable of the developer's shell may change a service's behaviour.
const inheritedVariables = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ'] as const;

export interface NodeProgram {
  readonly name: string;
  readonly nodeArguments: readonly string[];
  /** The compiled file to run. */
  readonly entry: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly logFile: string;
  /** Where Node stores compiled code between runs, which halves the CPU time of a service's start. */
  readonly compileCacheFolder: string;
  readonly watchdog: Watchdog;
  /** Its log is printed as it grows, so an error does not quote it. */
  readonly logIsPrinted: boolean;
}

function spawnOptions({
  name,
  nodeArguments,
  entry,
  environment,
  logFile,
  compileCacheFolder,
  watchdog,
}: NodeProgram): SpawnServerOptions {
  const inherited = inheritedVariables.flatMap((variable) => {
    const value = process.env[variable];
    return value === undefined ? [] : [[variable, value] as const];
  });
  return {
    name,
    command: process.execPath,
    args: [...nodeArguments, entry],
    env: { ...Object.fromEntries(inherited), NODE_COMPILE_CACHE: compileCacheFolder, ...environment },
    logFile,
    graceMs: stopGraceMs,
    watchdog,
  };
}

export interface ServiceOptions extends NodeProgram {
  /** Answers 200 when the service can work. */
  readonly readyUrl: string;
  readonly onSpawn: (pid: number) => void;
  readonly stopping: AbortSignal;
  /** Processes that may still end, and answer at its ports until then. */
  readonly before: readonly number[];
  /** A debugger may hold it up for as long as it likes. */
  readonly inspected: boolean;
}

/** Starts a service and resolves when it reports that it is ready. After a failure, no process is left. */
export async function startService(options: ServiceOptions): Promise<ServerProcess> {
  const { readyUrl, onSpawn, stopping, before, inspected } = options;
  const service = await spawnServer(spawnOptions(options));
  onSpawn(service.pid);
  const stop = () => void service.stop();
  stopping.addEventListener('abort', stop, { once: true });
  try {
    await untilReady(service, {
      isReady: async () => !before.some(isRunning) && (await answersOk(readyUrl)),
      ownTimeLimitMs: inspected ? Infinity : ownTimeLimitMs,
      hint: '',
    });
    return service;
  } catch (error) {
    throw failure(options, error);
  } finally {
    stopping.removeEventListener('abort', stop);
  }
}

/** Runs a program that ends by itself, such as a migration. */
export async function runProgramToEnd(program: NodeProgram, stopping: AbortSignal): Promise<void> {
  try {
    await runToEnd(spawnOptions(program), { ownTimeLimitMs, hint: '', stopping });
  } catch (error) {
    throw failure(program, error);
  }
}

/** An error with the place and the last lines of the program's log, formatted for people. */
function failure({ name, logIsPrinted }: NodeProgram, error: unknown): unknown {
  if (!(error instanceof FairwayError)) return error;
  const { code, message } = error;
  const lines = error instanceof ServerStartError ? error.log.lines : [];
  const place = firstSourceLine(lines);
  const quoted = lines.map((line) => renderLogText(parseLogLine(name, line), plain));
  return new FairwayError(code, message, {
    cause: [
      ...(place === undefined ? [] : [`At ${place}`]),
      ...(lines.length === 0 ? ['It has not logged anything yet.'] : []),
      ...(lines.length === 0 || logIsPrinted ? [] : ['The last lines of its log:', ...quoted]),
    ].join('\n'),
    hint: `Full log: \`./fairway logs ${name}\`. Fix the cause and run \`./fairway up\` again.`,
  });
}

/** The first line of our own sources in a stack trace. Rendered log lines leave stack traces out. */
function firstSourceLine(lines: readonly string[]): string | undefined {
  const places = lines.flatMap((line) => line.match(/\/[^/\s()"\\][^\s()"\\]*\.ts:\d+(?::\d+)?/g) ?? []);
  return places.find((place) => !place.includes('/node_modules/'));
}
