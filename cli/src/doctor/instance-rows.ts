import { statSync } from 'node:fs';
import type { Instance } from '../instance/instance.js';
import { leftovers, type PlatformState } from '../instance/state.js';
import type { DoctorRow } from './run-doctor.js';

/** @param state as observed now; undefined when the instance has never run */
export async function instanceRows(instance: Instance, state: PlatformState | undefined): Promise<DoctorRow[]> {
  return [stateRow(instance, state), secretsRow(instance)];
}

function stateRow({ name }: Instance, state: PlatformState | undefined): DoctorRow {
  const row = { id: 'state', group: 'Instance' as const, fix: '' };
  if (state === undefined) return { ...row, status: 'pass', message: `"${name}" has never run` };
  const left = leftovers(state);
  if (left.length > 0) {
    const names = left.map((process) => `${process.name} (pid ${process.process.pid})`).join(', ');
    return { ...row, status: 'warn', message: `an earlier run of "${name}" left behind: ${names}`, fix: './fairway down ends them; ./fairway up does so as well.' };
  }
  const failed = state.phase === 'stopped' ? [] : state.processes.filter(({ phase }) => phase === 'failed');
  if (failed.length > 0) {
    const names = failed.map((process) => process.name).join(', ');
    return { ...row, status: 'fail', message: `"${name}" runs, but given up: ${names}`, fix: `./fairway logs ${failed[0]?.name} shows why; then ./fairway down and ./fairway up.` };
  }
  return { ...row, status: 'pass', message: `"${name}" is ${state.phase}` };
}

function secretsRow({ secretsPath }: Instance): DoctorRow {
  const row = { id: 'secrets', group: 'Instance' as const, fix: '' };
  const mode = statSync(secretsPath, { throwIfNoEntry: false })?.mode;
  if (mode === undefined) return { ...row, status: 'skip', message: 'no secrets yet; the first start generates them' };
  if ((mode & 0o077) === 0) return { ...row, status: 'pass', message: 'secrets are readable by their owner only' };
  return { ...row, status: 'warn', message: `others may read ${secretsPath}`, fix: `chmod 600 ${secretsPath}` };
}
