import {
  type DeclaredService,
  type LocalServer,
  localServersOf,
  nodeArguments,
  serviceNames,
  services,
  type ServiceName,
  standInNames,
  standInOf,
  usesKafka,
} from '@fairway/catalog';
import {
  ensureKafkaInstalled,
  startKafka,
  startPostgres,
  startStandIn,
  type ServerProcess,
  type Watchdog,
} from '@fairway/local-servers';
import { join } from 'node:path';
import { formatDuration } from '../command-line/duration.js';
import { databaseUrl } from '../instance/addresses.js';
import type { Instance } from '../instance/instance.js';
import { managementPort, type Ports } from '../instance/ports.js';
import type { Secrets } from '../instance/secrets.js';
import { logFileOf } from '../logs/log-files.js';
import { prepareDatabases } from './databases.js';
import { hasPendingMigrations } from './pending-migrations.js';
import type { RunRecord } from './run-record.js';
import { serviceEnvironment } from './service-environment.js';
import type { Step } from './start-in-order.js';
import { runProgramToEnd, startService, type NodeProgram } from './start-service.js';
import { SupervisedProcess, type Starter } from './supervised-process.js';
import { createMissingTopics } from './topics.js';
import { yieldToOthers } from './yield-to-others.js';

export interface PlatformOptions {
  readonly root: string;
  readonly instance: Instance;
  readonly ports: Ports;
  readonly secrets: Secrets;
  readonly record: RunRecord;
  readonly watchdog: Watchdog;
  /** Aborted when the run must end, before any process is stopped. */
  readonly stopping: AbortSignal;
}

/** The name under which a service's migration runs and logs. */
const migrationOf = (service: ServiceName) => `${service}-migration`;

/** Every part of the local run, each after its dependencies. */
export function platformSteps(options: PlatformOptions): Step[] {
  const edges = serviceNames.filter((name) => services[name].kind === 'edge');
  const inner = serviceNames.filter((name) => services[name].kind !== 'edge');
  return [
    postgresStep(options),
    kafkaStep(options),
    ...standInNames.map((name) => standInStep(name, options)),
    ...inner.flatMap((name) => serviceSteps(name, options)),
    // Last, so that no request enters the platform before the services behind the edge are ready.
    ...edges.flatMap((name) => serviceSteps(name, options, inner)),
  ];
}

/** The names and ports of all processes, for the record. */
export function platformProcesses(ports: Ports): { name: string; port: number | null }[] {
  return [
    { name: 'postgres', port: ports.postgres },
    { name: 'kafka', port: ports.kafka },
    ...standInNames.map((name) => ({ name, port: ports.standIns[name] })),
    ...serviceNames.filter(hasMigration).map((name) => ({ name: migrationOf(name), port: null })),
    ...serviceNames.map((name) => ({ name, port: ports.services[name] })),
  ];
}

function postgresStep(options: PlatformOptions): Step {
  const { instance, ports, secrets, watchdog } = options;
  return supervised('postgres', [], options, async () => {
    const server = await startPostgres({
      dataFolder: join(instance.dataFolder, 'postgres'),
      port: ports.postgres,
      logFile: logFileOf(instance, 'postgres'),
      password: secrets.postgresPassword,
      durable: true,
      watchdog,
    });
    return await stoppedUnless(server, () => prepareDatabases(server.url(), secrets));
  });
}

function kafkaStep(options: PlatformOptions): Step {
  const { instance, ports, record, watchdog } = options;
  return supervised('kafka', [], options, async () => {
    const kafkaFolder = await ensureKafkaInstalled({
      watchdog,
      onProgress: (note) => record.setPhase('kafka', 'starting', { note }),
    });
    const server = await startKafka({
      kafkaFolder,
      dataFolder: join(instance.dataFolder, 'kafka'),
      port: ports.kafka,
      controllerPort: ports.kafkaController,
      logFile: logFileOf(instance, 'kafka'),
      watchdog,
    });
    return await stoppedUnless(server, () => createMissingTopics(server.bootstrapServer));
  });
}

/** Stops a server whose preparation fails; otherwise it would keep running unnoticed. */
async function stoppedUnless<Server extends ServerProcess>(
  server: Server,
  prepare: () => Promise<void>,
): Promise<Server> {
  try {
    await prepare();
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
}

function standInStep(name: LocalServer, options: PlatformOptions): Step {
  const { root, instance, ports, secrets, watchdog } = options;
  const standIn = standInOf(name);
  return supervised(name, [], options, async () => {
    const server = await startStandIn({
      name,
      program: join(root, standIn.program),
      port: ports.standIns[name],
      environment: Object.fromEntries(standIn.secrets.map((secret) => [secret, secrets.ofServices[secret]])),
      logFile: logFileOf(instance, name),
      watchdog,
    });
    yieldToOthers(server.pid);
    return server;
  });
}

function serviceSteps(name: ServiceName, options: PlatformOptions, peers: readonly ServiceName[] = []): Step[] {
  const { ports } = options;
  const service: DeclaredService = services[name];
  const migrated = hasMigration(name);
  const needs = [
    ...(migrated ? ['postgres', migrationOf(name)] : []),
    ...(usesKafka(service) ? ['kafka'] : []),
    ...localServersOf(service),
    ...peers,
  ];
  const starter: Starter = async (onSpawn, stopping) => {
    const running = await startService({
      ...program(name, 'main.js', name, options),
      readyUrl: `http://127.0.0.1:${managementPort(ports, name)}/health/ready`,
      onSpawn,
      stopping,
    });
    // Only after it is ready: on a busy machine a process with low priority would miss its start deadline.
    if (service.kind === 'worker') yieldToOthers(running.pid);
    return running;
  };
  return [...(migrated ? [migrationStep(name, options)] : []), supervised(name, needs, options, starter)];
}

function migrationStep(service: ServiceName, options: PlatformOptions): Step {
  const name = migrationOf(service);
  const { record, stopping } = options;
  let running: Promise<void> | undefined;
  return {
    name,
    after: ['postgres'],
    async start() {
      record.setPhase(name, 'starting');
      const startedAt = performance.now();
      running = migrate(service, options);
      try {
        await running;
        record.setPhase(name, 'done', { note: `in ${formatDuration(performance.now() - startedAt)}` });
      } catch (error) {
        record.setPhase(name, stopping.aborted ? 'stopped' : 'failed');
        throw error;
      }
    },
    async stop() {
      await running?.catch(() => {});
    },
  };
}

/**
 * Asks the database first, because starting the migration program costs a second of processor time for every service.
 */
async function migrate(service: ServiceName, options: PlatformOptions): Promise<void> {
  const { database } = services[service];
  if (database === null) return;
  const folder = join(options.root, 'apps', service, 'dist', 'migrations');
  if (!(await hasPendingMigrations(databaseUrl(database, options.ports, options.secrets), folder))) return;
  await runProgramToEnd(program(service, 'migrate.js', migrationOf(service), options), options.stopping);
}

function program(service: ServiceName, file: string, name: string, options: PlatformOptions): NodeProgram {
  return {
    name,
    nodeArguments: nodeArguments(service),
    entry: join(options.root, 'apps', service, 'dist', 'src', file),
    environment: serviceEnvironment(service, options),
    logFile: logFileOf(options.instance, name),
    compileCacheFolder: join(options.root, '.fairway', 'compile-cache'),
    watchdog: options.watchdog,
  };
}

/** A service's migration is the program beside `main.js`; it runs in the service's own environment. */
function hasMigration(service: ServiceName): boolean {
  return services[service].database !== null;
}

function supervised(
  name: string,
  after: readonly string[],
  { record, stopping }: PlatformOptions,
  starter: Starter,
): Step {
  const process = new SupervisedProcess(name, starter, record, { stopping });
  return { name, after, start: () => process.start(), stop: () => process.stop() };
}
