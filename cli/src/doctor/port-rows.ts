import { FairwayError } from '@fairway/errors';
import { assertPortFree } from '@fairway/local-servers';
import { allPorts, portsAt } from '../instance/ports.js';
import type { DoctorRow } from './doctor-row.js';

/** @param runs whether this instance is using the ports now */
export async function portRows(base: number, runs: boolean): Promise<DoctorRow[]> {
  const row = { id: 'ports', group: 'Ports' as const, fix: '' };
  const ports = allPorts(portsAt(base));
  if (runs)
    return [
      { ...row, status: 'pass', message: `the ${ports.length} ports from ${base} on are in use by this instance` },
    ];
  const taken = (await Promise.all(ports.map(({ port, owner }) => takenRow(port, owner)))).flat();
  return taken.length > 0
    ? taken
    : [{ ...row, status: 'pass', message: `the ${ports.length} ports from ${base} on are free` }];
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
