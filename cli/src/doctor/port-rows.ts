import { FairwayError } from '@fairway/errors';
import { assertPortFree } from '@fairway/local-servers';
import { messageOf } from '../command-line/as-fairway-error.js';
import type { Context } from '../command-line/context.js';
import type { Instance } from '../instance/instance.js';
import { platformPorts, type Ports } from '../instance/ports.js';
import type { DoctorRow } from './doctor-row.js';

const row = { id: 'ports', group: 'Ports' as const, fix: '' };

/** Of an instance that runs. */
export function usedPortsRow(ports: Ports): DoctorRow {
  const count = platformPorts(ports).length;
  return { ...row, status: 'pass', message: `the ${count} ports from ${ports.base} on are in use by this instance` };
}

/** Of an instance that does not run: the catalogue says which ports it would take. */
export async function freePortsRows(
  instance: Instance,
  { root, env }: Pick<Context, 'root' | 'env'>,
): Promise<DoctorRow[]> {
  const plan = await import('../instance/port-plan.js').catch((error: unknown) => messageOf(error));
  if (typeof plan === 'string') {
    const fix = '`npx tsc --noEmit` lists all errors in it.';
    return [{ ...row, status: 'fail', message: `the catalogue does not load: ${plan}`, fix }];
  }
  const ports = plan.portsAt(plan.portBaseFor(root, instance, env));
  const all = platformPorts(ports);
  const taken = (await Promise.all(all.map(({ port, owner }) => takenRow(port, owner)))).flat();
  return taken.length > 0
    ? taken
    : [{ ...row, status: 'pass', message: `the ${all.length} ports from ${ports.base} on are free` }];
}

async function takenRow(port: number, owner: string): Promise<DoctorRow[]> {
  try {
    await assertPortFree(port, owner);
    return [];
  } catch (error) {
    if (!(error instanceof FairwayError)) throw error;
    const fix = 'Stop that process, or move all ports with FAIRWAY_PORT_BASE.';
    return [{ id: `port-${port}`, group: 'Ports', status: 'fail', message: error.message, fix }];
  }
}
