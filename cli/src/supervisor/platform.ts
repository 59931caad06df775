import { allTopics, serviceNames, services, type ServiceName, standInNames, topics, usesKafka } from '@fairway/catalog';
import { ensureKafkaInstalled, startKafka, startPostgres, topicsIn, type ServerProcess } from '@fairway/local-servers';
import { join } from 'node:path';
import type { Instance } from '../instance/instance.js';
import { type Ports, telemetryProcesses } from '../instance/ports.js';
import { logFileOf } from '../logs/log-files.js';
import { prepareDatabases } from './databases.js';
import type { PlatformOptions } from './platform-options.js';
import { hasMigration, migrationOf, serviceSteps, standInStep } from './service-steps.js';
import type { Step } from './start-in-order.js';
import { supervisedStep } from './supervised-step.js';
import { telemetrySteps } from './telemetry.js';
import { createMissingTopics } from './topics.js';

/** Every part of the local run, each after its dependencies. */
export function platformSteps(options: PlatformOptions): Step[] {
  const edges = serviceNames.filter((name) => services[name].kind === 'edge');
  const inner = serviceNames.filter((name) => services[name].kind !== 'edge');
  const kafkaFirst = isTopicMissing(options);
  const kafkaOf = (name: ServiceName) => (usesKafka(services[name]) ? ['kafka'] : []);
  const neighboursOf = (name: ServiceName, called: readonly ServiceName[]) =>
    kafkaFirst ? { after: kafkaOf(name), calls: called } : { after: [], calls: [...kafkaOf(name), ...called] };
  return [
    postgresStep(options),
    kafkaStep(options),
    ...standInNames.map((name) => standInStep(name, options)),
    ...inner.flatMap((name) => serviceSteps(name, options, neighboursOf(name, []))),
    // They start beside the services behind them: the platform counts as ready only when all are. They stop first.
    ...edges.flatMap((name) => serviceSteps(name, options, neighboursOf(name, inner))),
    ...(options.telemetry === undefined ? [] : telemetrySteps(options, options.telemetry)),
  ];
}

/**
 * Then services wait for Kafka, although it takes seconds to start and they can connect later: an event for a topic that
 * does not exist yet would be refused for good.
 */
function isTopicMissing({ instance }: PlatformOptions): boolean {
  const existing = topicsIn(kafkaDataOf(instance));
  return allTopics(topics).some(({ name }) => !existing.has(name));
}

/** The names and ports of all processes, for the record. */
export function platformProcesses(ports: Ports, withTelemetry: boolean): { name: string; port: number | null }[] {
  return [
    { name: 'postgres', port: ports.postgres },
    { name: 'kafka', port: ports.kafka },
    ...standInNames.map((name) => ({ name, port: ports.standIns[name] })),
    ...serviceNames.filter(hasMigration).map((name) => ({ name: migrationOf(name), port: null })),
    ...serviceNames.map((name) => ({ name, port: ports.services[name] })),
    ...(withTelemetry ? telemetryProcesses(ports) : []),
  ];
}

const kafkaDataOf = ({ dataFolder }: Instance) => join(dataFolder, 'kafka');

function postgresStep(options: PlatformOptions): Step {
  const { instance, ports, secrets, watchdog } = options;
  return supervisedStep('postgres', [], options, async () => {
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
  const { instance, ports, record, watchdog, telemetry } = options;
  return supervisedStep('kafka', [], options, async () => {
    const kafkaFolder = await ensureKafkaInstalled({
      watchdog,
      onProgress: (note) => record.setPhase('kafka', 'starting', { note }),
    });
    const server = await startKafka({
      kafkaFolder,
      dataFolder: kafkaDataOf(instance),
      port: ports.kafka,
      controllerPort: ports.kafkaController,
      ...(telemetry === undefined ? {} : { metricsPort: ports.telemetry.kafkaMetrics }),
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
