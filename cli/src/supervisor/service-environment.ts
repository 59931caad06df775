import { type DeclaredService, derivedVariables, type ServiceName, services, settingsIn } from '@fairway/catalog';
import { localAddresses, localServerUrl } from '../instance/addresses.js';
import type { Ports } from '../instance/ports.js';
import type { Secrets } from '../instance/secrets.js';

export interface ServiceEnvironmentInput {
  readonly ports: Ports;
  readonly secrets: Secrets;
}

/** The environment of a service: only what its catalogue entry requires. */
export function serviceEnvironment(
  name: ServiceName,
  { ports, secrets }: ServiceEnvironmentInput,
): Record<string, string> {
  const service: DeclaredService = services[name];
  return {
    HOST: '127.0.0.1',
    ...derivedVariables(service, localAddresses(name, ports, secrets)),
    ...settingsIn('local', service, (server) => localServerUrl(server, ports)),
    ...Object.fromEntries(service.secrets.map((secret) => [secret, secrets.ofServices[secret]])),
  };
}
