import { statSync } from 'node:fs';
import type { Instance } from '../instance/instance.js';
import { readReadiness, type Readiness } from '../instance/readiness.js';
import { leftovers, type PlatformState, type ProcessPhase } from '../instance/state.js';
import type { DoctorRow } from './doctor-row.js';

/** @param state the observed state; undefined when the instance has never run */
export async function instanceRows(instance: Instance, state: PlatformState | undefined): Promise<DoctorRow[]> {
  const readiness = state === undefined ? [] : await readReadiness(state);
  return [stateRow(instance, state), ...readiness.flatMap(readinessRows), secretsRow(instance)];
}

function readinessRows({ name, reasons, details }: Readiness): DoctorRow[] {
  const row = { id: `ready-${name}`, group: 'Instance' as const, fix: `./fairway logs ${name} shows more.` };
  return [
    ...reasons.map((reason): DoctorRow => ({ ...row, status: 'fail', message: `${name} is not ready: ${reason}` })),
    ...details.map((detail): DoctorRow => ({ ...row, status: 'warn', message: `${name}: ${detail}` })),
  ];
}

function stateRow({ name }: Instance, state: PlatformState | undefined): DoctorRow {
  const row = { id: 'state', group: 'Instance' as const, fix: '' };
  if (state === undefined) return { ...row, status: 'pass', message: `"${name}" has never run` };
  const left = leftovers(state);
  if (left.length > 0) {
    const names = left.map((process) => `${process.name} (pid ${process.process.pid})`).join(', ');
    return {
      ...row,
      status: 'warn',
      message: `an earlier run of "${name}" left processes behind: ${names}`,
      fix: './fairway down ends them, and so does ./fairway up.',
    };
  }
  const inPhase = (wanted: ProcessPhase) =>
    state.phase === 'stopped' ? [] : state.processes.filter(({ phase }) => phase === wanted);
  const failed = inPhase('failed');
  if (failed.length > 0) {
    const names = failed.map((process) => process.name).join(', ');
    return {
      ...row,
      status: 'fail',
      message: `"${name}" is running, but these processes have failed: ${names}`,
      fix: `./fairway logs ${failed[0]?.name} shows why${state.development ? '. Save a correction, and it is tried again.' : '; then ./fairway down and ./fairway up.'}`,
    };
  }
  const crashed = inPhase('restarting').map((process) => process.name);
  if (crashed.length > 0) {
    return {
      ...row,
      status: 'fail',
      message: `"${name}" is running, but these processes are restarting: ${crashed.join(', ')}`,
      fix: `./fairway logs ${crashed[0]} shows why.`,
    };
  }
  return { ...row, status: 'pass', message: `the processes of "${name}" are ${state.phase}` };
}

function secretsRow({ secretsPath }: Instance): DoctorRow {
  const row = { id: 'secrets', group: 'Instance' as const, fix: '' };
  const mode = statSync(secretsPath, { throwIfNoEntry: false })?.mode;
  if (mode === undefined) return { ...row, status: 'skip', message: 'no secrets yet; the first start generates them' };
  if ((mode & 0o077) === 0) return { ...row, status: 'pass', message: 'only their owner can read the secrets' };
  return { ...row, status: 'warn', message: `other users can read ${secretsPath}`, fix: `chmod 600 ${secretsPath}` };
}
