/** Ports of the local run, as offsets to the base port (4000). The services' own offsets are in `services.ts`. */
export const infrastructurePortOffsets = {
  console: 10,
  otlp: 18,
  inspector: 29,
  postgres: 32,
  kafka: 92,
  kafkaController: 93,
} as const;

export const defaultPortBase = 4000;

/** Health and metrics of each service are served beside its API, at this distance. */
export const managementPortOffset = 100;

/** Ports of every container in a cluster: each pod has an address of its own, so all services share them. */
export const containerPorts = { http: 3000, management: 3100 } as const;
