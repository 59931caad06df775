import { execFile } from 'node:child_process';
import { readdir, readlink, realpath } from 'node:fs/promises';
import { promisify } from 'node:util';

/**
 * The processes whose working directory is `folder`, as far as this user may see them. A server's data folder
 * identifies its server.
 */
export async function processesIn(folder: string): Promise<number[]> {
  const realFolder = await realpath(folder);
  return process.platform === 'linux' ? await findByProc(realFolder) : await findByLsof(realFolder);
}

async function findByProc(folder: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const workingFolders = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => '')));
  return pids.filter((_, index) => workingFolders[index] === folder).map(Number);
}

async function findByLsof(folder: string): Promise<number[]> {
  try {
    const { stdout } = await promisify(execFile)('lsof', ['-t', '-a', '-d', 'cwd', folder]);
    return stdout.trim().split('\n').map(Number);
  } catch {
    return []; // none
  }
}
