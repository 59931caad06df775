import { checkPrerequisites } from '@fairway/local-servers';

import { findUnbuiltGoPrograms, telemetryPrograms } from '@fairway/programs';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { asFairwayError } from '../command-line/as-fairway-error.js';
import type { Context } from '../command-line/context.js';
import type { DoctorRow } from './doctor-row.js';

// npm needs half a second of processor time to print its version, and more time on a busy machine.
const timeoutMs = 60_000;

export async function toolchainRows(context: Context): Promise<DoctorRow[]> {
  const [host, npm, prerequisites, go] = await Promise.all([
    versionOf('node', ['-v']),
    versionOf('npm', ['-v']),
    checkPrerequisites(),
    goRow(context),
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
    go,
  ];
}

async function goRow(context: Context): Promise<DoctorRow> {
  const wanted = '`./fairway up --with observability`';
  try {
    const unbuilt = await findUnbuiltGoPrograms(telemetryPrograms, context);
    return unbuilt.length === 0
      ? row('go', `Go is not needed: what ${wanted} starts is installed`)
      : row('go', `Go, with which the first ${wanted} builds ${unbuilt.join(', ')}; this takes minutes`);
  } catch (error) {
    const { message, hint } = asFairwayError(error);
    return {
      ...row('go', `what ${wanted} starts is not built. ${message}`),
      status: 'warn',
      fix: `${hint} The platform itself needs no Go.`,
    };
  }
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
