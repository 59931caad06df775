import type { Names, Service, SettingValue } from './model.js';

/** Where the parts of the platform are, for a service in one environment. */
export interface Addresses<ServiceName extends string = string, DatabaseName extends string = string> {
  readonly port: number;
  readonly managementPort: number;
  serviceUrl(service: ServiceName): string;
  databaseUrl(database: DatabaseName): string;
  readonly kafkaBrokers: string;
}

// It issues the tokens that all services accept.
const authority = 'auth-service';

/** The environment variables that follow from a service's declaration, beside its settings and secrets. */
export function derivedVariables(service: Service, addresses: Addresses): Record<string, string> {
  const { calls, database } = service;
  return {
    PORT: String(addresses.port),
    MANAGEMENT_PORT: String(addresses.managementPort),
    TOKEN_ISSUER: addresses.serviceUrl(authority),
    ...(database === null ? {} : { DATABASE_URL: addresses.databaseUrl(database) }),
    ...(usesKafka(service) ? { KAFKA_BROKERS: addresses.kafkaBrokers } : {}),
    ...(verifiesTokens(service) ? { AUTH_JWKS_URL: `${addresses.serviceUrl(authority)}/.well-known/jwks.json` } : {}),
    ...Object.fromEntries(calls.map((peer) => [urlVariableOf(peer), addresses.serviceUrl(peer)])),
  };
}

/** Only their names. */
export function derivedNames(service: Service): string[] {
  return Object.keys(
    derivedVariables(service, {
      port: 0,
      managementPort: 0,
      serviceUrl: () => '',
      databaseUrl: () => '',
      kafkaBrokers: '',
    }),
  );
}

type Underscored<Name extends string> = Name extends `${infer Head}-${infer Tail}`
  ? `${Head}_${Underscored<Tail>}`
  : Name;
export type UrlVariable<ServiceName extends string> = `${Uppercase<Underscored<ServiceName>>}_URL`;

/** `stock-service` is reached at `STOCK_SERVICE_URL`. */
export function urlVariableOf<ServiceName extends string>(service: ServiceName): UrlVariable<ServiceName> {
  return `${inVariables(service)}_URL` as UrlVariable<ServiceName>;
}

/** The form of a name in the names of environment variables: `SALES_EXPORTS` of `sales-exports`. */
export function inVariables(name: string): string {
  return name.toUpperCase().replaceAll('-', '_');
}

/** Whether the service may fetch the keys of access tokens, and so checks the tokens of its callers. */
export function verifiesTokens({ calls }: Pick<Service, 'calls'>): boolean {
  return calls.includes(authority);
}

export function usesKafka({ produces, consumes }: Pick<Service, 'produces' | 'consumes'>): boolean {
  return produces.length + consumes.length > 0;
}

/** The settings of a service in one environment, as text. */
export function settingsIn<Known extends Names>(
  environment: Known['environment'],
  { settings }: Service<Known>,
  localServerUrl: (server: Known['localServer']) => string,
): Record<string, string> {
  const textOf = (value: SettingValue<Known>) =>
    typeof value === 'object' ? `${localServerUrl(value.localServer)}${value.path}` : String(value);
  return Object.fromEntries(
    Object.entries(settings).map(([variable, values]) => [variable, textOf(values[environment])]),
  );
}

/** Servers of the local run that a service sends requests to, according to its settings. */
export function localServersOf<Known extends Names>({ settings }: Service<Known>): Known['localServer'][] {
  const values = Object.values(settings).flatMap((byEnvironment) => Object.values<SettingValue<Known>>(byEnvironment));
  return values.flatMap((value) => (typeof value === 'object' ? value.localServer : []));
}
