import { execFile } from 'node:child_process';
import { readFile, readdir, readlink } from 'node:fs/promises';
import { promisify } from 'node:util';
import { describeProcess } from './process-identity.js';

const TCP_LISTEN = '0A';

/**
 * The process that listens on a TCP port, as `pid 123 (java ...)`; undefined when there is none or this user may not
 * see it.
 */
export async function describePortOwner(port: number): Promise<string | undefined> {
  const pid = process.platform === 'linux' ? await findByProc(port) : await findByLsof(port);
  return pid === undefined ? undefined : describeProcess(pid);
}

async function findByProc(port: number): Promise<number | undefined> {
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((file) => readFile(file, 'utf8').catch(() => '')),
  );
  const inodes = new Set(tables.flatMap((table) => listenerInodes(table, port)));
  if (inodes.size === 0) return undefined;
  const sockets = new Set([...inodes].map((inode) => `socket:[${inode}]`));
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
    for (const descriptor of descriptors) {
      const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '');
      if (sockets.has(target)) return Number(pid);
    }
  }
  return undefined;
}

/**
 * Rows of /proc/net/tcp: index, local address:port in hexadecimal, remote, state, queues, timer, retries, uid, timeout,
 * inode.
 */
function listenerInodes(table: string, port: number): string[] {
  const localPort = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return table
    .split('\n')
    .map((row) => row.trim().split(/\s+/))
    .filter(([, local, , state]) => local?.endsWith(localPort) && state === TCP_LISTEN)
    .flatMap((row) => row[9] ?? []);
}

async function findByLsof(port: number): Promise<number | undefined> {
  try {
    const { stdout } = await promisify(execFile)('lsof', ['-nP', '-t', `-iTCP:${port}`, '-sTCP:LISTEN']);
    const pid = Number.parseInt(stdout, 10);
    return Number.isNaN(pid) ? undefined : pid;
  } catch {
    return undefined; // no listener, or no lsof
  }
}
