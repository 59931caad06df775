import {
  type DeclaredService,
  type LocalServer,
  localServersOf,
  nodeArguments,
  serviceNames,
  services,
  type ServiceName,
  standInOf,
} from '@fairway/catalog';
import { startStandIn } from '@fairway/local-servers';
import { join } from 'node:path';
import { formatDuration } from '../command-line/duration.js';
import { databaseUrl } from '../instance/addresses.js';
import { logFileOf } from '../logs/log-files.js';
import type { PlatformOptions } from './platform-options.js';
import { hasPendingMigrations } from './pending-migrations.js';
import { RestartableProcess, type Successor, untilGone } from './restartable-process.js';
import { serviceEnvironment } from './service-environment.js';
import type { Step } from './start-in-order.js';
import { runProgramToEnd, startService, type NodeProgram } from './start-service.js';
import { yieldToOthers } from './yield-to-others.js';

/** The name under which a service's migration runs and logs. */
export const migrationOf = (service: ServiceName) => `${service}-migration`;

export function standInStep(name: LocalServer, options: PlatformOptions): Step {
  const { root, instance, ports, secrets, watchdog } = options;
  const standIn = standInOf(name);
  return ofOurCode(name, { after: [], program: standIn.program }, options, async (onSpawn, _, before) => {
    await untilGone(before);
    const server = await startStandIn({
      name,
      program: join(root, standIn.program),
      port: ports.standIns[name],
      environment: Object.fromEntries(standIn.secrets.map((secret) => [secret, secrets.ofServices[secret]])),
      logFile: logFileOf(instance, name),
      watchdog,
      onSpawn,
    });
    yieldToOthers(server.pid);
    return server;
  });
}

/** @param neighbours steps besides its own, which are its migration and the servers that only it uses */
export function serviceSteps(
  name: ServiceName,
  options: PlatformOptions,
  neighbours: Pick<Step, 'after' | 'calls'>,
): Step[] {
  const { ports, development } = options;
  const service: DeclaredService = services[name];
  const migrated = hasMigration(name);
  const after = [...neighbours.after, ...(migrated ? ['postgres', migrationOf(name)] : []), ...localServersOf(service)];
  const inspected = development?.inspected?.service === name;
  const ours = { ...neighbours, after, program: programOf(name, 'main.js') };
  const step = ofOurCode(name, ours, options, async (...start) => {
    const [onSpawn, stopping, before] = start;
    // The port of the inspector is theirs until then.
    if (inspected) await untilGone(before);
    const main = program(name, 'main.js', name, options, before);
    const running = await startService({
      ...main,
      nodeArguments: [...inspectorArguments(name, options), ...main.nodeArguments],
      readyUrl: `http://127.0.0.1:${ports.management[name]}/health/ready`,
      onSpawn,
      stopping,
      before,
      inspected,
    });
    // Only after it is ready: on a busy machine a process with low priority would miss its start deadline.
    if (service.kind === 'worker') yieldToOthers(running.pid);
    return running;
  });
  return migrated ? [migrationStep(name, options), step] : [step];
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

const programOf = (service: ServiceName, file: string) => join('apps', service, 'dist', 'src', file);

function program(
  service: ServiceName,
  file: string,
  name: string,
  options: PlatformOptions,
  before: readonly number[] = [],
): NodeProgram {
  const preload = new URL(`service-preload.js?before=${before.join(',')}`, import.meta.url).href;
  return {
    name,
    nodeArguments: [
      ...(options.development === undefined ? [] : [`--import=${preload}`]),
      ...nodeArguments(services[service]),
    ],
    entry: join(options.root, programOf(service, file)),
    environment: { ...serviceEnvironment(service, options), ...tracing(options) },
    logFile: logFileOf(options.instance, name),
    compileCacheFolder: join(options.root, '.fairway', 'compile-cache'),
    watchdog: options.watchdog,
    logIsPrinted: options.development?.printsLogs === true,
  };
}

function tracing({ telemetry, ports }: PlatformOptions): Record<string, string> {
  if (telemetry === undefined) return {};
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${ports.telemetry.otlp}`,
    TRACE_SAMPLE_RATIO: telemetry.traceSampleRatio,
  };
}

function inspectorArguments(name: ServiceName, { development, ports }: PlatformOptions): string[] {
  const inspected = development?.inspected;
  if (inspected?.service !== name) return [];
  return [`--inspect${inspected.waits ? '-brk' : ''}=127.0.0.1:${ports.inspector}`];
}

/** A service's migration is the program beside `main.js`; it runs in the service's own environment. */
export function hasMigration(service: ServiceName): boolean {
  return services[service].database !== null;
}

/** What `fairway dev` can start again, with other code. */
function ofOurCode(
  name: string,
  { program: entry, ...neighbours }: Pick<Step, 'after' | 'calls'> & { readonly program: string },
  options: PlatformOptions,
  start: Successor,
): Step {
  const { record, stopping, development } = options;
  const process = new RestartableProcess(name, start, record, stopping);
  const service = serviceNames.find((candidate) => candidate === name);
  // One at a time, however fast the saves follow each other.
  let migrated: Promise<void> = Promise.resolve();
  return {
    name,
    ...neighbours,
    async start() {
      try {
        await process.start();
      } catch (error) {
        if (development === undefined || stopping.aborted) throw error;
        development.report(error);
      }
    },
    stop: () => process.stop(),
    code: {
      program: entry,
      async restart(reason) {
        if (service !== undefined) {
          migrated = migrated.catch(() => {}).then(() => migrate(service, options));
          await migrated;
        }
        await process.restart(reason);
      },
    },
  };
}
