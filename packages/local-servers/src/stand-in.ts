import { startHttpProgram } from './http-program.js';
import type { ServerProcess } from './server-process.js';
import type { Watchdog } from './watchdog.js';

const STOP_GRACE_MS = 3_000;

/** Options of `startStandIn`. */
export interface StartStandInOptions {
  readonly name: string;
  /** A file that Node runs. It listens on 127.0.0.1 at PORT and answers GET /health with 200. */
  readonly program: string;
  readonly port: number;
  /** Its environment, besides PATH and PORT. */
  readonly environment: Readonly<Record<string, string>>;
  readonly logFile: string;
  readonly watchdog: Watchdog;
  /** Called as soon as the process exists, before it is ready. */
  readonly onSpawn?: (pid: number) => void;
}

/** A running stand-in. */
export interface StandIn extends ServerProcess {
  readonly port: number;
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
}

/**
 * Starts a program that plays a third-party server.
 * @throws FairwayError
 */
export async function startStandIn({
  name,
  program,
  port,
  environment,
  logFile,
  watchdog,
  onSpawn,
}: StartStandInOptions): Promise<StandIn> {
  const url = `http://127.0.0.1:${port}`;
  const server = await startHttpProgram({
    name,
    command: process.execPath,
    args: [program],
    env: { PATH: process.env['PATH'], PORT: String(port), ...environment },
    logFile,
    graceMs: STOP_GRACE_MS,
    watchdog,
    port,
    readyUrl: `${url}/health`,
    ...(onSpawn === undefined ? {} : { onSpawn }),
  });
  return Object.assign(server, { port, url });
}
