import { FairwayError } from '@fairway/errors';
import { chown, mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { findLauncher, unprivilegedAccount, type Account, type PostgresLauncher } from './postgres-account.js';
import type { PostgresBinaries } from './postgres-binaries.js';
import { endOrphans, postgresProcesses } from './postgres-processes.js';
import { describeProcess } from './process-identity.js';
import { runToEnd } from './readiness.js';
import type { Watchdog } from './watchdog.js';

const MAJOR_VERSION = '18';
const INITDB_LIMIT_MS = 120_000;
const INITDB_GRACE_MS = 2_000;

export const POSTGRES_SUPERUSER = 'fairway';
export const POSTGRES_ENVIRONMENT = { PATH: process.env['PATH'], LC_ALL: 'C' };

export interface PostgresDataOptions {
  readonly dataFolder: string;
  readonly password: string;
  readonly durable: boolean;
  readonly logFile: string;
  readonly watchdog: Watchdog;
}

/**
 * Creates the data folder when it is empty; otherwise checks that PostgreSQL can start on it.
 * @returns how to run PostgreSQL on it
 * @throws FairwayError failed when the folder has another version or user, is in use, or is not PostgreSQL's
 */
export async function prepareData(binaries: PostgresBinaries, options: PostgresDataOptions): Promise<PostgresLauncher> {
  const { dataFolder } = options;
  const files = await readdir(dataFolder).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') return [];
    throw unusable(dataFolder, `cannot be read (${error.message})`, 'Use the user who created it, or remove it.');
  });
  if (files.length === 0) return await initialise(binaries, options);
  if (!files.includes('PG_VERSION')) {
    throw unusable(dataFolder, 'is neither empty nor a PostgreSQL data folder', 'Choose another folder, or empty it.');
  }
  const version = (await readFile(join(dataFolder, 'PG_VERSION'), 'utf8')).trim();
  if (version !== MAJOR_VERSION) {
    throw unusable(
      dataFolder,
      `was written by PostgreSQL ${version}, this is ${MAJOR_VERSION}`,
      'Remove it to start with empty databases.',
    );
  }
  await clearDeadServer(dataFolder);
  return await findLauncher(await ownerOf(dataFolder), binaries.postgres, dataFolder);
}

/** The folder gets its name only when it is complete, so that a killed initdb leaves nothing half-made. */
async function initialise(binaries: PostgresBinaries, options: PostgresDataOptions): Promise<PostgresLauncher> {
  const account = await unprivilegedAccount();
  const workFolder = `${options.dataFolder}.init`;
  const [newData, passwordFile] = [join(workFolder, 'data'), join(workFolder, 'password')];
  await rm(workFolder, { recursive: true, force: true });
  await mkdir(dirname(workFolder), { recursive: true });
  for (const folder of [workFolder, newData]) await mkdir(folder, { mode: 0o700 });
  await writeFile(passwordFile, options.password, { mode: 0o600 });
  if (account) for (const path of [passwordFile, newData, workFolder]) await chown(path, account.uid, account.gid);
  const launcher = await findLauncher(account, binaries.postgres, newData);
  const [command = binaries.initdb, ...args] = [
    ...launcher.prefix,
    binaries.initdb,
    '--no-instructions',
    `--pgdata=${newData}`,
    `--username=${POSTGRES_SUPERUSER}`,
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--encoding=UTF8',
    // PostgreSQL's own C.UTF-8: the same sort order on every host, whatever its locales.
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    ...(options.durable ? [] : ['--no-sync']),
  ];
  await runToEnd(
    {
      name: 'initdb',
      command,
      args,
      env: POSTGRES_ENVIRONMENT,
      cwd: workFolder,
      logFile: options.logFile,
      graceMs: INITDB_GRACE_MS,
      watchdog: options.watchdog,
      uid: launcher.uid,
      gid: launcher.gid,
    },
    { ownTimeLimitMs: INITDB_LIMIT_MS, hint: 'Check the free disk space and that the folder may be written.' },
  );
  await rename(newData, options.dataFolder);
  await rm(workFolder, { recursive: true });
  return launcher;
}

/** Root may start a folder that an ordinary user created: that user keeps it. */
async function ownerOf(dataFolder: string): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const { uid, gid } = await stat(dataFolder);
  if (uid !== 0) return { uid, gid };
  throw unusable(
    dataFolder,
    'belongs to root, and PostgreSQL refuses to run as root',
    `Give it to another user (chown -R nobody ${dataFolder}) or remove it.`,
  );
}

/** @throws FairwayError failed when a server runs on it. */
async function clearDeadServer(dataFolder: string): Promise<void> {
  const { postmaster } = await postgresProcesses(dataFolder);
  if (postmaster !== undefined)
    throw unusable(dataFolder, `is in use by ${describeProcess(postmaster)}`, 'Stop that server first.');
  await endOrphans(dataFolder);
  // PostgreSQL takes any living process with the pid in a killed server's lock file for that server. After a reboot, or
  // in a container, that pid soon belongs to another process.
  await rm(join(dataFolder, 'postmaster.pid'), { force: true });
}

function unusable(dataFolder: string, why: string, hint: string): FairwayError {
  return new FairwayError('failed', `The PostgreSQL data folder ${dataFolder} ${why}.`, { hint });
}
