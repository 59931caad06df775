import type { Context } from '../command-line/context.js';
import type { Instance } from '../instance/instance.js';
import { observe, readState } from '../instance/state.js';
import type { DoctorRow } from './doctor-row.js';
import { instanceRows } from './instance-rows.js';
import { freePortsRows, usedPortsRow } from './port-rows.js';
import { resourceRows } from './resource-rows.js';
import { shellRow } from './shell-row.js';
import { toolchainRows } from './toolchain-rows.js';

export interface DoctorReport {
  readonly rows: readonly DoctorRow[];
  /** Whether the instance is running, working or not. */
  readonly runs: boolean;
}

/** Runs all checks in parallel; they change nothing. */
export async function runDoctor(instance: Instance, context: Context): Promise<DoctorReport> {
  const written = readState(instance);
  const state = written === undefined ? undefined : observe(written);
  const runs = state !== undefined && state.phase !== 'stopped';
  const rows = await Promise.all([
    toolchainRows(context),
    [shellRow(context.ignoredVariables)],
    instanceRows(instance, state),
    runs ? [usedPortsRow(state)] : freePortsRows(instance, context),
    resourceRows(context.root),
  ]);
  return { rows: rows.flat(), runs };
}
