import { type Addresses, type DatabaseName, databases, type LocalServer, type ServiceName } from '@fairway/catalog';
import type { Ports } from './ports.js';
import type { Secrets } from './secrets.js';

/** The addresses at which a service of the instance reaches the others. */
export function localAddresses(
  service: ServiceName,
  ports: Ports,
  secrets: Secrets,
): Addresses<ServiceName, DatabaseName> {
  return {
    port: ports.services[service],
    managementPort: ports.management[service],
    serviceUrl: (peer) => localUrl(ports.services[peer]),
    databaseUrl: (database) => databaseUrl(database, ports, secrets),
    kafkaBrokers: `127.0.0.1:${ports.kafka}`,
  };
}

/** Connects as the service's own role, which may access only its own database. */
export function databaseUrl(database: DatabaseName, ports: Ports, secrets: Secrets): string {
  const { role } = databases[database];
  return `postgres://${role}:${secrets.databasePasswords[role] ?? ''}@127.0.0.1:${ports.postgres}/${database}`;
}

export function localServerUrl(server: LocalServer, ports: Ports): string {
  return localUrl(ports.standIns[server]);
}

function localUrl(port: number): string {
  return `http://127.0.0.1:${port}`;
}
