import { FairwayError } from '@fairway/errors';
import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const UNPRIVILEGED_USER = 'nobody';
const PROBE_TIMEOUT_MS = 60_000;

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** How PostgreSQL's programs are run: as which user, through which command. */
export interface PostgresLauncher {
  readonly uid?: number;
  readonly gid?: number;
  readonly prefix: readonly string[];
}

/**
 * The account for PostgreSQL's processes when this process is root, as whom PostgreSQL refuses to run: an existing user
 * that owns nothing. Undefined when this process is not root and needs no other account.
 */
export async function unprivilegedAccount(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  try {
    const [uid, gid] = await Promise.all(
      ['-u', '-g'].map(async (flag) => Number((await run('id', [flag, UNPRIVILEGED_USER])).stdout)),
    );
    if (uid && gid !== undefined) return { uid, gid };
  } catch {
    // reported below
  }
  throw new FairwayError(
    'prerequisite_missing',
    `PostgreSQL refuses to run as root, and there is no user "${UNPRIVILEGED_USER}" to run it as.`,
    {
      hint: 'Run this as an ordinary user.',
    },
  );
}

/**
 * Finds a way to run `program` as `account` that can reach both the program and the data folder.
 * @throws FairwayError failed when a parent folder is closed to that account and Linux's capabilities cannot help
 */
export async function findLauncher(
  account: Account | undefined,
  program: string,
  dataFolder: string,
): Promise<PostgresLauncher> {
  if (account === undefined) return { prefix: [] };
  for (const launcher of launchers(account)) {
    if (await reaches(launcher, program, dataFolder)) return launcher;
  }
  const closed = (await firstClosedFolder(program)) ?? (await firstClosedFolder(dataFolder));
  throw new FairwayError(
    'failed',
    `PostgreSQL refuses to run as root, and the user it runs as instead (uid ${account.uid}) cannot reach ${program} and ${dataFolder}` +
      (closed === undefined ? '.' : ` because ${closed} is closed to others.`),
    {
      hint:
        closed === undefined
          ? 'Run this as an ordinary user, or from a folder that other users may enter.'
          : `Open it (chmod o+x ${closed}), move the repository, run this as an ordinary user, or install setpriv (package util-linux).`,
    },
  );
}

/**
 * A clone made by root is often in a folder of mode 0700 (/root, mktemp -d). There the unprivileged user gets one
 * capability: to pass closed folders; where a container lacks it, or the programs themselves are closed (umask 077),
 * the broader one. `no_setuid_fixup` is needed because access(2), with which PostgreSQL finds its own programs,
 * otherwise ignores the capabilities of users other than root.
 */
function launchers({ uid, gid }: Account): PostgresLauncher[] {
  const withCapability = (capability: string): PostgresLauncher => ({
    prefix: [
      'setpriv',
      `--reuid=${uid}`,
      `--regid=${gid}`,
      '--clear-groups',
      `--inh-caps=+${capability}`,
      `--ambient-caps=+${capability}`,
      '--securebits=+no_setuid_fixup',
      '--',
    ],
  });
  const plain = { uid, gid, prefix: [] };
  return process.platform === 'linux'
    ? [plain, withCapability('dac_read_search'), withCapability('dac_override')]
    : [plain];
}

async function reaches(
  { prefix, ...account }: PostgresLauncher,
  program: string,
  dataFolder: string,
): Promise<boolean> {
  const script = 'cd "$1" && exec "$2" --version';
  const [command = 'sh', ...args] = [...prefix, 'sh', '-c', script, 'probe', dataFolder, program];
  try {
    await run(command, args, { ...account, cwd: '/', timeout: PROBE_TIMEOUT_MS });
    return true;
  } catch {
    return false;
  }
}

async function firstClosedFolder(path: string): Promise<string | undefined> {
  const folders: string[] = [];
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) folders.unshift(folder);
  for (const folder of folders) {
    if (((await stat(folder)).mode & 0o001) === 0) return folder;
  }
  return undefined;
}
