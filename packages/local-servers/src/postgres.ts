import { FairwayError } from '@fairway/errors';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { assertPortFree } from './ports.js';
import { findPostgresBinaries } from './postgres-binaries.js';
import { withPostgres } from './postgres-client.js';
import { POSTGRES_ENVIRONMENT, POSTGRES_SUPERUSER, prepareData } from './postgres-data.js';
import { endOrphans } from './postgres-processes.js';
import { postgresArgs } from './postgres-settings.js';
import { untilReady } from './readiness.js';
import { spawnServer, type ServerProcess } from './server-process.js';
import type { Watchdog } from './watchdog.js';

// Long enough to replay the log after a crash.
const READY_LIMIT_MS = 120_000;
const STOP_GRACE_MS = 15_000;
const LOCK_FILE_STATUS_LINE = 7;
const INVALID_PASSWORD = '28P01';

/** Options of `startPostgres`. */
export interface StartPostgresOptions {
  /** Created when missing, kept otherwise. While it is created, its parent holds a temporary folder beside it. */
  readonly dataFolder: string;
  readonly port: number;
  readonly logFile: string;
  readonly watchdog: Watchdog;
  /** The superuser's password, the one with which the data folder was created. */
  readonly password: string;
  /** Whether data must survive a crash of the operating system. It survives a kill of the server either way. */
  readonly durable: boolean;
  /** 200 by default. */
  readonly maxConnections?: number;
}

/** A running PostgreSQL. */
export interface PostgresServer extends ServerProcess {
  readonly port: number;
  /** A connection URL; for the superuser (`fairway`) unless a role is given. */
  url(database?: string, role?: { readonly user: string; readonly password: string }): string;
}

/**
 * Starts PostgreSQL on 127.0.0.1 (TCP, passwords only) and resolves when it answers queries. When this process is root,
 * PostgreSQL runs as an existing unprivileged user, who gets the data folder. `stop` is PostgreSQL's fast shutdown:
 * open transactions are rolled back, a checkpoint is written.
 * @throws FairwayError
 */
export async function startPostgres(options: StartPostgresOptions): Promise<PostgresServer> {
  const { port, durable, maxConnections = 200 } = options;
  const dataFolder = resolve(options.dataFolder);
  await assertPortFree(port, 'PostgreSQL');
  const binaries = findPostgresBinaries();
  const launcher = await prepareData(binaries, { ...options, dataFolder });
  const [command = binaries.postgres, ...args] = [
    ...launcher.prefix,
    binaries.postgres,
    '-D',
    dataFolder,
    ...postgresArgs({ port, maxConnections, durable }),
  ];
  const server = await spawnServer({
    name: 'PostgreSQL',
    command,
    args,
    env: POSTGRES_ENVIRONMENT,
    cwd: dataFolder,
    logFile: options.logFile,
    stopSignal: 'SIGINT',
    graceMs: STOP_GRACE_MS,
    watchdog: options.watchdog,
    uid: launcher.uid,
    gid: launcher.gid,
  });
  const url: PostgresServer['url'] = (
    database = 'postgres',
    role = { user: POSTGRES_SUPERUSER, password: options.password },
  ) =>
    `postgresql://${encodeURIComponent(role.user)}:${encodeURIComponent(role.password)}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
  await untilReady(server, {
    isReady: () => saysReady(dataFolder, server.pid),
    ownTimeLimitMs: READY_LIMIT_MS,
    hint: 'The log has the reason; check the free disk space and memory.',
  });
  try {
    await withPostgres(url(), (client) => client.query('SELECT 1'));
  } catch (error) {
    await server.stop();
    throw refused(dataFolder, error);
  }
  // When only the server is killed, its children survive it and are ended here.
  const exited = server.exited.then(async (outcome) => {
    await endOrphans(dataFolder).catch(() => {}); // the folder may no longer exist
    return outcome;
  });
  return {
    name: server.name,
    pid: server.pid,
    logFile: server.logFile,
    exited,
    lastLogLines: (count) => server.lastLogLines(count),
    async stop() {
      await server.stop();
      await exited;
    },
    port,
    url,
  };
}

/**
 * PostgreSQL writes its pid and state into its lock file: cheaper than connecting, and no other server can answer
 * instead.
 */
async function saysReady(dataFolder: string, pid: number): Promise<boolean> {
  const lines = (await readFile(join(dataFolder, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  return lines[0] === String(pid) && lines[LOCK_FILE_STATUS_LINE]?.trim() === 'ready';
}

function refused(dataFolder: string, cause: unknown): FairwayError {
  const wrongPassword = cause instanceof pg.DatabaseError && cause.code === INVALID_PASSWORD;
  return wrongPassword
    ? new FairwayError('failed', `The PostgreSQL data folder ${dataFolder} was created with another password.`, {
        hint: 'Use that password, or remove the folder.',
      })
    : new FairwayError('failed', `PostgreSQL started but refused a query: ${String(cause)}.`, {
        hint: 'The log has the reason.',
      });
}
