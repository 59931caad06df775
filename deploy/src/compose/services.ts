import {
  containerPorts,
  type DeclaredService,
  defaultPortBase,
  derivedVariables,
  localServersOf,
  managementPortOffset,
  nodeArguments,
  type LocalServer,
  type ServiceName,
  serviceNames,
  services,
  settingsIn,
  standInNames,
  standInOf,
  usesKafka,
} from '@fairway/catalog';
import { type ImageName, programOf, repositoryOf } from '../image/image-names.js';
import { addresses, literal, required, serverUrl } from './addresses.js';
import { healthTiming } from './health.js';

type Condition = 'service_healthy' | 'service_completed_successfully';

/** The containers of our own images: topics, each service with its migration, and the stand-ins for third-party servers. */
export function ownContainers(): Record<string, object> {
  return Object.fromEntries([
    ['topics', topics()],
    ...serviceNames.flatMap((name): [string, object][] => [
      ...(services[name].database === null ? [] : [[migrationOf(name), migration(name)] as [string, object]]),
      [name, service(name)],
    ]),
    ...standInNames.map((name): [string, object] => [name, standIn(name)]),
  ]);
}

/** Empty is unset: without the profile nobody takes the traces. */
const tracing = {
  OTEL_EXPORTER_OTLP_ENDPOINT: '${COMPOSE_PROFILES:+http://collector:4318}',
  TRACE_SAMPLE_RATIO: '1',
};

function service(name: ServiceName): object {
  const entry: DeclaredService = services[name];
  const port = defaultPortBase + entry.portOffset;
  return {
    ...container(name),
    restart: 'unless-stopped',
    command: [...nodeArguments(services[name]), programOf(name)],
    environment: { ...environmentOf(name), ...tracing },
    logging: { driver: 'json-file', options: { tag: 'platform', 'max-size': '50m', 'max-file': '3' } },
    ports: [
      `127.0.0.1:${port}:${containerPorts.http}`,
      `127.0.0.1:${port + managementPortOffset}:${containerPorts.management}`,
    ],
    depends_on: dependencies({
      ...(entry.database === null ? {} : { [migrationOf(name)]: 'service_completed_successfully' }),
      ...(usesKafka(entry) ? { topics: 'service_completed_successfully' } : {}),
      ...Object.fromEntries(localServersOf(entry).map((server) => [server, 'service_healthy'])),
      // No request enters the platform before the services behind the edge are ready.
      ...(entry.kind === 'edge' ? Object.fromEntries(entry.calls.map((peer) => [peer, 'service_healthy'])) : {}),
    }),
    healthcheck: healthcheck(`http://127.0.0.1:${containerPorts.management}/health/ready`),
    stop_grace_period: '30s',
  };
}

/** The job of clusters without a managed Kafka. Kafka's own program would start a JVM for each topic. */
function topics(): object {
  return {
    ...container('kafka-topics'),
    command: [programOf('kafka-topics')],
    environment: { KAFKA_BROKERS: addresses.kafkaBrokers },
    depends_on: dependencies({ kafka: 'service_healthy' }),
  };
}

function migration(name: ServiceName): object {
  return {
    ...container(name),
    command: [...nodeArguments(services[name]), 'dist/src/migrate.js'],
    environment: environmentOf(name),
    depends_on: dependencies({ databases: 'service_completed_successfully' }),
  };
}

function standIn(name: LocalServer): object {
  return {
    ...container(name),
    restart: 'unless-stopped',
    command: [programOf(name)],
    environment: {
      HOST: '0.0.0.0',
      PORT: String(containerPorts.http),
      ...Object.fromEntries(standInOf(name).secrets.map((variable) => [variable, required(variable)])),
    },
    ports: [`127.0.0.1:${defaultPortBase + standInOf(name).portOffset}:${containerPorts.http}`],
    healthcheck: healthcheck(`http://127.0.0.1:${containerPorts.http}/health`),
  };
}

/** Why the fields of a service are as they are. */
export const reasonsOfServices = Object.fromEntries([
  ['services.topics', 'Runs at every start, and creates what is missing.'],
  ...serviceNames.flatMap((name) => [
    [`services.${name}.stop_grace_period`, 'It drains for up to 25 s (SHUTDOWN_GRACE_MS); the default is 10 s.'],
    [`services.${name}.read_only`, 'As restricted as the pods in Kubernetes.'],
    [`services.${name}.logging`, 'The collector takes the lines that have this tag.'],
  ]),
]);

function container(name: ImageName): object {
  return {
    image: `localhost/${repositoryOf(name)}:\${FAIRWAY_TAG:?is not set: ./fairway image build prints it}`,
    pull_policy: 'never',
    read_only: true,
    tmpfs: ['/tmp'],
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
  };
}

function environmentOf(name: ServiceName): Record<string, string> {
  const entry: DeclaredService = services[name];
  const settings = settingsIn('local', entry, serverUrl);
  return {
    ...derivedVariables(entry, addresses),
    ...Object.fromEntries(Object.entries(settings).map(([variable, value]) => [variable, literal(value)])),
    ...Object.fromEntries(entry.secrets.map((variable) => [variable, required(variable)])),
  };
}

function dependencies(conditions: Readonly<Record<string, Condition>>): object {
  return Object.fromEntries(Object.entries(conditions).map(([name, condition]) => [name, { condition }]));
}

/** The images have no shell and no curl, but Node. */
function healthcheck(url: string): object {
  const program = `fetch('${url}').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))`;
  return { test: ['CMD', 'node', '--eval', program], ...healthTiming };
}

function migrationOf(name: ServiceName): string {
  return `${name}-migration`;
}
