import { bucketsUsedBy, type Catalog, usesKafka } from '@fairway/catalog';
import type { Connection } from './judge-policies.js';

const ports = { http: 3000, management: 3100 };

/** The place of `world.ts` and the port at which an environment has a server. */
interface Server {
  readonly place: string;
  readonly port: number;
}

export interface Surroundings {
  readonly environment: string;
  readonly database: Server;
  readonly kafka: Server;
  /** Whether the connection to Kafka needs a token of STS, at an interface endpoint. */
  readonly kafkaNeedsToken: boolean;
  /** The receiver of traces, where services send them. */
  readonly traces?: Server;
  /** Requests for the edge come from here. */
  readonly outside: { readonly place: string; readonly ports: readonly number[] };
}

/** On AWS: subnets of the VPC. The load balancer checks health on the management port. */
export function onAws(environment: string): Surroundings {
  return {
    environment,
    database: { place: 'data-subnets', port: 5432 },
    kafka: { place: 'data-subnets', port: 9098 },
    kafkaNeedsToken: true,
    traces: { place: 'jaeger', port: 4318 },
    outside: { place: 'public-subnets', ports: [ports.http, ports.management] },
  };
}

/** Every connection that the catalogue declares, and what each pod needs to run. */
export function declaredConnections(
  { services }: Catalog,
  { environment, database, kafka, kafkaNeedsToken, traces, outside }: Surroundings,
  pods: readonly string[],
): Connection[] {
  const calls = Object.entries(services).flatMap(([name, service]): Connection[] => [
    ...service.calls.map((called): Connection => `${name} -> ${called} TCP ${ports.http}`),
    `prometheus -> ${name} TCP ${ports.management}`,
    ...(service.kind === 'edge'
      ? outside.ports.map((port): Connection => `${outside.place} -> ${name} TCP ${port}`)
      : []),
  ]);
  const servers = Object.entries(services).flatMap(([name, service]): Connection[] => [
    ...(service.database === null
      ? []
      : [name, `${name}-migration`].map((pod): Connection => `${pod} -> ${database.place} TCP ${database.port}`)),
    ...(usesKafka(service) ? [`${name} -> ${kafka.place} TCP ${kafka.port}` as const] : []),
    ...(traces === undefined ? [] : [`${name} -> ${traces.place} TCP ${traces.port}` as const]),
    ...(usesKafka(service) && kafkaNeedsToken ? [token(name)] : []),
    ...(Object.keys(bucketsUsedBy(name, services)).length > 0 ? [token(name), `${name} -> s3 TCP 443` as const] : []),
  ]);
  // A setting names a stand-in, or a server of another organisation by its URL.
  const others = Object.entries(services).flatMap(([name, { settings }]) =>
    Object.values(settings).flatMap((values): Connection[] => {
      const value = values[environment];
      if (typeof value === 'object') return [`${name} -> ${value.localServer} TCP ${ports.http}`];
      // Among the addresses of the internet are those of S3.
      return String(value).startsWith('https:') ? [`${name} -> internet TCP 443`, `${name} -> s3 TCP 443`] : [];
    }),
  );
  // It writes the services' DATABASE_URL to Secrets Manager.
  const jobs: Connection[] = [
    `database-bootstrap -> ${database.place} TCP ${database.port}`,
    `database-bootstrap -> private-subnets TCP 443`,
  ];
  const names = pods.flatMap((pod): Connection[] => [`${pod} -> dns UDP 53`, `${pod} -> dns TCP 53`]);
  return [...calls, ...servers, ...others, ...jobs, ...names];
}

/** STS, at an interface endpoint, exchanges the token of a pod for credentials of its role. */
function token(name: string): Connection {
  return `${name} -> private-subnets TCP 443`;
}
