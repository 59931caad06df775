import type { LocalServer, ServiceName, telemetryPortOffsets } from '@fairway/catalog';

/**
 * The ports of a run, as its state file has them. A running instance is found by them and not by the catalogue, which
 * may have changed since its start, or may not load.
 */
export interface Ports {
  readonly base: number;
  readonly services: Readonly<Record<ServiceName, number>>;
  /** For health and metrics, by service. */
  readonly management: Readonly<Record<ServiceName, number>>;
  readonly standIns: Readonly<Record<LocalServer, number>>;
  readonly postgres: number;
  readonly kafka: number;
  readonly kafkaController: number;
  /** Of what `up --with observability` starts. */
  readonly telemetry: Readonly<Record<keyof typeof telemetryPortOffsets, number>>;
  /** Of the service that `fairway dev --inspect` names. */
  readonly inspector: number;
}

export interface OwnedPort {
  readonly port: number;
  /** What listens on it. */
  readonly owner: string;
}

/** What `up --with observability` starts: the name of the port of each, and what answers 200 once it works. */
const telemetryServers = {
  prometheus: { port: 'prometheus', readyAt: ['prometheus', '/-/ready'] },
  alertmanager: { port: 'alertmanager', readyAt: ['alertmanager', '/-/ready'] },
  'log-store': { port: 'logs', readyAt: ['logs', '/health'] },
  'trace-store': { port: 'traces', readyAt: ['traces', '/api/services'] },
  collector: { port: 'otlp', readyAt: ['collectorHealth', '/'] },
} as const;

export type TelemetryName = keyof typeof telemetryServers;

export const telemetryNames = Object.keys(telemetryServers) as TelemetryName[];

export function telemetryProcesses({ telemetry }: Ports): { name: TelemetryName; port: number }[] {
  return telemetryNames.map((name) => ({ name, port: telemetry[telemetryServers[name].port] }));
}

export function telemetryReadyUrl(name: TelemetryName, { telemetry }: Ports): string {
  const [port, path] = telemetryServers[name].readyAt;
  return `http://127.0.0.1:${telemetry[port]}${path}`;
}

/** Every process of the run that writes a log. */
export function processNames({ services, standIns }: Ports): string[] {
  return [...Object.keys(services), ...Object.keys(standIns), 'postgres', 'kafka'];
}

/** Every port that the platform listens on, with its owner. */
export function platformPorts(ports: Ports): OwnedPort[] {
  return [
    ...Object.entries(ports.services).map(([owner, port]) => ({ port, owner })),
    ...Object.entries(ports.management).map(([name, port]) => ({ port, owner: `${name} (management)` })),
    ...Object.entries(ports.standIns).map(([owner, port]) => ({ port, owner })),
    { port: ports.postgres, owner: 'postgres' },
    { port: ports.kafka, owner: 'kafka' },
    { port: ports.kafkaController, owner: 'kafka (controller)' },
  ];
}

/** Every further port of a run with observability. */
export function telemetryPorts(ports: Ports): OwnedPort[] {
  const { tracesOtlp, kafkaMetrics, collectorHealth, collectorMetrics } = ports.telemetry;
  return [
    ...telemetryProcesses(ports).map(({ name, port }) => ({ port, owner: name })),
    { port: tracesOtlp, owner: 'trace-store (OTLP)' },
    { port: kafkaMetrics, owner: 'kafka (metrics)' },
    { port: collectorHealth, owner: 'collector (health)' },
    { port: collectorMetrics, owner: 'collector (metrics)' },
  ];
}
