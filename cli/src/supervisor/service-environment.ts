import { type DatabaseName, databases, type DeclaredService, environments, type Service, services, type ServiceName } from '@fairway/catalog';
import { managementPort, type Ports } from '../instance/ports.js';
import { adminEmail, type Secrets } from '../instance/secrets.js';

export interface ServiceEnvironmentInput {
  readonly ports: Ports;
  readonly secrets: Secrets;
}

/** What a service finds in its environment: only what its entry in the catalogue calls for. */
export function serviceEnvironment(name: ServiceName, { ports, secrets }: ServiceEnvironmentInput): Record<string, string> {
  const service: DeclaredService = services[name];
  return {
    LOG_LEVEL: 'info',
    HOST: '127.0.0.1',
    PORT: String(ports.services[name]),
    MANAGEMENT_PORT: String(managementPort(ports, name)),
    TOKEN_ISSUER: urlOf(ports.services['auth-service']),
    TOKEN_AUDIENCE: 'fairway',
    ...databaseVariables(service, ports, secrets),
    ...(usesKafka(service) ? { KAFKA_BROKERS: `127.0.0.1:${ports.kafka}` } : {}),
    ...peerVariables(service, ports),
    ...(service.kind === 'edge' ? rateLimitVariables() : {}),
    ...secretVariables(service, ports, secrets),
  };
}

export function usesKafka({ produces, consumes }: Service): boolean {
  return produces.length + consumes.length > 0;
}

/** As the service's own role, which may connect to its own database only. */
export function databaseUrl(database: DatabaseName, ports: Ports, secrets: Secrets): string {
  const { role } = databases[database];
  return `postgres://${role}:${secrets.databasePasswords[role] ?? ''}@127.0.0.1:${ports.postgres}/${database}`;
}

const urlOf = (port: number) => `http://127.0.0.1:${port}`;

function databaseVariables({ database }: DeclaredService, ports: Ports, secrets: Secrets): Record<string, string> {
  return database === null ? {} : { DATABASE_URL: databaseUrl(database, ports, secrets) };
}

function peerVariables({ kind, calls }: DeclaredService, ports: Ports): Record<string, string> {
  const jwks: Record<string, string> = calls.includes('auth-service')
    ? { AUTH_JWKS_URL: `${urlOf(ports.services['auth-service'])}/.well-known/jwks.json` }
    : {};
  // The edge forwards to its peers; of the others, nobody calls more than the authority for tokens.
  if (kind !== 'edge') return jwks;
  const peers = calls.map((peer) => [
    `${peer.toUpperCase().replaceAll('-', '_')}_URL`,
    urlOf(ports.services[peer]),
  ]);
  return { ...jwks, ...Object.fromEntries(peers) };
}

function rateLimitVariables(): Record<string, string> {
  const { authPerMinute, apiPerMinute } = environments.local.rateLimits;
  return { RATE_LIMIT_AUTH_PER_MINUTE: String(authPerMinute), RATE_LIMIT_API_PER_MINUTE: String(apiPerMinute) };
}

/** The value of each secret that a service may declare, with the settings that go with it. */
const secretSettings: Readonly<Record<string, (ports: Ports, secrets: Secrets) => Record<string, string>>> = {
  TOKEN_SIGNING_KEY: (_, { tokenSigningKey }) => ({ TOKEN_SIGNING_KEY: tokenSigningKey }),
  ADMIN_PASSWORD: (_, { adminPassword }) => ({ ADMIN_EMAIL: adminEmail, ADMIN_PASSWORD: adminPassword }),
  PSEUDONYM_KEY: (_, { pseudonymKey }) => ({ PSEUDONYM_KEY: pseudonymKey }),
  PARTNER_WEBHOOK_SECRET: ({ partnerSandbox }, { partnerWebhookSecret }) => ({
    PARTNER_WEBHOOK_URL: `${urlOf(partnerSandbox)}/webhooks`,
    PARTNER_WEBHOOK_SECRET: partnerWebhookSecret,
  }),
};

/** For which the local run has no value. */
export function unknownSecrets(service: Service): string[] {
  return service.secrets.filter((name) => !(name in secretSettings));
}

function secretVariables(service: DeclaredService, ports: Ports, secrets: Secrets): Record<string, string> {
  return Object.assign({}, ...service.secrets.map((name) => secretSettings[name]?.(ports, secrets))) as Record<string, string>;
}
