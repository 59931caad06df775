import { FairwayError } from '@fairway/errors';
import { assertPortFree } from '@fairway/local-servers';
import { messageOf } from '../command-line/as-fairway-error.js';
import type { Context } from '../command-line/context.js';
import type { Instance } from '../instance/instance.js';
import { isObserved } from '../instance/find-running.js';
import { type OwnedPort, platformPorts, telemetryPorts } from '../instance/ports.js';
import type { PlatformState } from '../instance/state.js';
import type { DoctorRow } from './doctor-row.js';

const row = { id: 'ports', group: 'Ports' as const, fix: '' };

/** Of an instance that runs. */
export function usedPortsRow(state: PlatformState): DoctorRow {
  const { ports } = state;
  const count = platformPorts(ports).length + (isObserved(state) ? telemetryPorts(ports).length : 0);
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
  const [ofPlatform, ofTelemetry] = await Promise.all([
    takenRows(platformPorts(ports), {
      status: 'fail',
      fix: 'Stop that process, or move all ports with FAIRWAY_PORT_BASE.',
    }),
    takenRows(telemetryPorts(ports), {
      status: 'warn',
      fix: 'Only `./fairway up --with observability` needs it: stop that process, or move all ports with FAIRWAY_PORT_BASE.',
    }),
  ]);
  const count = platformPorts(ports).length + telemetryPorts(ports).length;
  const taken = [...ofPlatform, ...ofTelemetry];
  return taken.length > 0
    ? taken
    : [
        {
          ...row,
          status: 'pass',
          message: `the ${count} ports from ${ports.base} on are free, with those of observability`,
        },
      ];
}

async function takenRows(ports: readonly OwnedPort[], found: Pick<DoctorRow, 'status' | 'fix'>): Promise<DoctorRow[]> {
  const rows = ports.map(async ({ port, owner }): Promise<DoctorRow[]> => {
    try {
      await assertPortFree(port, owner);
      return [];
    } catch (error) {
      if (!(error instanceof FairwayError)) throw error;
      return [{ ...found, id: `port-${port}`, group: 'Ports', message: error.message }];
    }
  });
  return (await Promise.all(rows)).flat();
}
