/** Ports of the local run, as offsets to the base port (4000). The services' own offsets are in `services.ts`. */
export const infrastructurePortOffsets = {
  console: 10,
  inspector: 29,
  postgres: 32,
  kafka: 92,
  kafkaController: 93,
} as const;

/** Of what watches the local run, beside it; the collector takes traces at `otlp`. */
export const telemetryPortOffsets = {
  otlp: 18,
  prometheus: 80,
  alertmanager: 81,
  logs: 82,
  traces: 83,
  tracesOtlp: 84,
  kafkaMetrics: 85,
  collectorHealth: 86,
  collectorMetrics: 87,
} as const;

export const defaultPortBase = 4000;

/** Health and metrics of each service are served beside its API, at this distance. */
export const managementPortOffset = 100;

/** Ports of every container in a cluster: each pod has an address of its own, so all services share them. */
export const containerPorts = { http: 3000, management: 3100 } as const;
