import { setTimeout as sleep } from 'node:timers/promises';
import { trySignal } from './process-group.js';
import { commandLine, parentPid, processStartTime } from './process-identity.js';
import { processesIn } from './working-folder.js';

const POLL_MS = 10;
const END_DEADLINE_MS = 5_000;

export interface PostgresProcesses {
  /** The main server process. */
  readonly postmaster: number | undefined;
  /**
   * Children of a dead server. They notice its death when they next wait for something; one in the middle of a long
   * query continues, and its shared memory keeps the next server from starting.
   */
  readonly orphans: readonly number[];
}

/** PostgreSQL's processes on a data folder, which is the working directory of each. */
export async function postgresProcesses(dataFolder: string): Promise<PostgresProcesses> {
  const pids = await processesIn(dataFolder);
  const postmaster = pids.find((pid) => isPostgres(pid) && !isChild(pid));
  const orphans = pids.filter((pid) => isChild(pid) && !isPostgres(parentPid(pid)));
  return { postmaster, orphans };
}

/** Kills the children of a dead server and waits for their end. */
export async function endOrphans(dataFolder: string): Promise<void> {
  const { orphans } = await postgresProcesses(dataFolder);
  for (const pid of orphans) trySignal(pid, 'SIGKILL');
  const deadline = performance.now() + END_DEADLINE_MS;
  while (orphans.some((pid) => processStartTime(pid) !== undefined) && performance.now() < deadline)
    await sleep(POLL_MS);
}

/** `/path/postgres -D ...` is a server, `postgres: checkpointer` a child of one. */
function isPostgres(pid: number): boolean {
  return /(^|\/)postgres(:|\s|$)/.test(commandLine(pid));
}

function isChild(pid: number): boolean {
  return commandLine(pid).startsWith('postgres:');
}
