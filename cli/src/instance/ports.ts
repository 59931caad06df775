import { FairwayError } from '@fairway/errors';
import {
  defaultPortBase,
  infrastructurePortOffsets,
  managementPortOffset,
  serviceNames,
  services,
  type LocalServer,
  type ServiceName,
  standInNames,
  standInOf,
} from '@fairway/catalog';

/**
 * The distance between instances, so that the management ports (+100) of one never overlap with the ports of the next.
 */
export const portsPerInstance = 200;

export interface Ports {
  readonly base: number;
  readonly services: Readonly<Record<ServiceName, number>>;
  readonly standIns: Readonly<Record<LocalServer, number>>;
  readonly postgres: number;
  readonly kafka: number;
  readonly kafkaController: number;
  /** Of the service that `fairway dev --inspect` names. */
  readonly inspector: number;
}

export function portsAt(base: number): Ports {
  const { postgres, kafka, kafkaController, inspector } = infrastructurePortOffsets;
  const ofServices = serviceNames.map((name) => [name, base + services[name].portOffset] as const);
  return {
    base,
    services: Object.fromEntries(ofServices) as Record<ServiceName, number>,
    standIns: Object.fromEntries(standInNames.map((name) => [name, base + standInOf(name).portOffset])) as Record<
      LocalServer,
      number
    >,
    postgres: base + postgres,
    kafka: base + kafka,
    kafkaController: base + kafkaController,
    inspector: base + inspector,
  };
}

/** The port for health and metrics of a service. */
export function managementPort(ports: Ports, service: ServiceName): number {
  return ports.services[service] + managementPortOffset;
}

/** Every process of a run that writes a log. */
export const processNames = [...serviceNames, ...standInNames, 'postgres', 'kafka'];

/** Every port that a run listens on, with its owner. */
export function allPorts(ports: Ports): { port: number; owner: string }[] {
  return [
    ...serviceNames.flatMap((name) => [
      { port: ports.services[name], owner: name },
      { port: managementPort(ports, name), owner: `${name} (management)` },
    ]),
    ...standInNames.map((name) => ({ port: ports.standIns[name], owner: name })),
    { port: ports.postgres, owner: 'postgres' },
    { port: ports.kafka, owner: 'kafka' },
    { port: ports.kafkaController, owner: 'kafka (controller)' },
  ];
}

/** The base port of an instance: `FAIRWAY_PORT_BASE` or 4000, plus 200 per slot. */
export function portBaseOf(slot: number, env: NodeJS.ProcessEnv): number {
  const text = env.FAIRWAY_PORT_BASE ?? '';
  const base = text === '' ? defaultPortBase : Number(text);
  const highest = base + slot * portsPerInstance + portsPerInstance - 1;
  if (!Number.isInteger(base) || base < 1024 || highest > 65_535) {
    throw new FairwayError(
      'usage',
      `No ports are left: FAIRWAY_PORT_BASE is ${text || defaultPortBase}, and the instance's slot is ${slot}.`,
      {
        cause: `The base must be a whole number of at least 1024, and base + ${(slot + 1) * portsPerInstance} must not exceed 65536.`,
        hint: 'Unset FAIRWAY_PORT_BASE for 4000, or choose another base.',
      },
    );
  }
  return base + slot * portsPerInstance;
}
