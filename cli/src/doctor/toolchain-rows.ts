import { checkPrerequisites } from '@fairway/local-servers';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { DoctorRow } from './doctor-row.js';

// npm needs half a second of processor time to print its version, and more time on a busy machine.
const timeoutMs = 60_000;

export async function toolchainRows(): Promise<DoctorRow[]> {
  const [host, npm, prerequisites] = await Promise.all([
    versionOf('node', ['-v']),
    versionOf('npm', ['-v']),
    checkPrerequisites(),
  ]);
  return [
    row('node', `the platform runs on the pinned Node.js ${process.version}; the host has ${host ?? 'none'}`),
    npm === undefined
      ? { ...row('npm', 'npm is not on the PATH'), status: 'fail', fix: 'Install npm; it comes with Node.js.' }
      : row('npm', `npm ${npm}`),
    ...prerequisites.map(({ id, status, message, fix }): DoctorRow => ({
      id,
      group: 'Toolchain',
      status,
      message,
      fix,
    })),
  ];
}

function row(id: string, message: string): DoctorRow {
  return { id, group: 'Toolchain', status: 'pass', message, fix: '' };
}

async function versionOf(command: string, args: readonly string[]): Promise<string | undefined> {
  try {
    return (await promisify(execFile)(command, args, { timeout: timeoutMs })).stdout.trim();
  } catch {
    return undefined;
  }
}
