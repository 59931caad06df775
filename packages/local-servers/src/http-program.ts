import { answersOk } from './loopback-http.js';
import { assertPortFree } from './ports.js';
import { untilReady } from './readiness.js';
import { spawnServer, type ServerProcess, type SpawnServerOptions } from './server-process.js';

const READY_LIMIT_MS = 30_000;

/** Options of `startHttpProgram`. */
export interface HttpProgramOptions extends SpawnServerOptions {
  readonly port: number;
  /** Answers a GET with 200 once it is ready. */
  readonly readyUrl: string;
  /** Called as soon as the process exists, before it is ready. */
  readonly onSpawn?: (pid: number) => void;
}

/**
 * Starts a program that serves HTTP on 127.0.0.1, and resolves when it is ready.
 * @throws FairwayError
 */
export async function startHttpProgram({
  port,
  readyUrl,
  onSpawn,
  ...options
}: HttpProgramOptions): Promise<ServerProcess> {
  await assertPortFree(port, options.name);
  const server = await spawnServer(options);
  onSpawn?.(server.pid);
  await untilReady(server, {
    isReady: () => answersOk(readyUrl),
    ownTimeLimitMs: READY_LIMIT_MS,
    hint: 'The log has the reason.',
  });
  return server;
}
