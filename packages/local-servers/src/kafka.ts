import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { findJava } from './java.js';
import { classArchivePath, createClassArchive } from './kafka-class-archive.js';
import { prepareKafkaData } from './kafka-data.js';
import { brokerArgs } from './kafka-java.js';
import { jmxExporter } from './kafka-metrics.js';
import { brokerServes } from './kafka-readiness.js';
import type { SecuredListener } from './kafka-settings.js';
import { assertPortFree } from './ports.js';
import { untilReady } from './readiness.js';
import { spawnServer, type ServerProcess } from './server-process.js';
import type { Watchdog } from './watchdog.js';

const READY_LIMIT_MS = 90_000;
const STOP_GRACE_MS = 15_000;

/** Options of `startKafka`. */
export interface StartKafkaOptions {
  /** The result of `ensureKafkaInstalled`. */
  readonly kafkaFolder: string;
  /** Created when missing, kept otherwise. */
  readonly dataFolder: string;
  readonly port: number;
  readonly controllerPort: number;
  readonly secured?: SecuredListener;
  /** Shows the broker's metrics at `/metrics`; none by default. */
  readonly metricsPort?: number;
  readonly logFile: string;
  readonly watchdog: Watchdog;
}

/** A running Kafka node. */
export interface KafkaServer extends ServerProcess {
  readonly port: number;
  /** `127.0.0.1:<port>`, for clients. */
  readonly bootstrapServer: string;
}

/**
 * Starts one Kafka node (broker and controller) on 127.0.0.1 and resolves when it serves. Topics are not created on
 * use. Ports may differ from earlier starts on the same data.
 * @throws FairwayError
 */
export async function startKafka(options: StartKafkaOptions): Promise<KafkaServer> {
  const { kafkaFolder, port, controllerPort, secured, metricsPort, watchdog } = options;
  const dataFolder = resolve(options.dataFolder);
  await assertPortFree(port, 'Kafka');
  await assertPortFree(controllerPort, "Kafka's controller");
  if (metricsPort !== undefined) await assertPortFree(metricsPort, "Kafka's metrics");
  const java = await findJava();
  await prepareKafkaData(dataFolder, kafkaFolder, {
    port,
    controllerPort,
    ...(secured === undefined ? {} : { secured }),
  });
  const archive = await classArchivePath({ kafkaFolder, java });
  const archived = existsSync(archive);
  const archiveFlags = archived ? [`-XX:SharedArchiveFile=${archive}`] : [];
  const metricsFlags = metricsPort === undefined ? [] : [await jmxExporter(dataFolder, kafkaFolder, metricsPort)];
  const broker = await spawnServer({
    name: 'Kafka',
    command: java.command,
    args: await brokerArgs(kafkaFolder, [...archiveFlags, ...metricsFlags]),
    env: { PATH: process.env['PATH'] },
    cwd: dataFolder,
    logFile: options.logFile,
    graceMs: STOP_GRACE_MS,
    watchdog,
  });
  await untilReady(broker, {
    isReady: () => brokerServes(port),
    ownTimeLimitMs: READY_LIMIT_MS,
    hint: 'The log has the reason; check the free memory (512 MB are needed) and disk space.',
  });
  const archiving = new AbortController();
  const archiveMade = archived
    ? Promise.resolve()
    : createClassArchive(archive, { kafkaFolder, java, watchdog }, archiving.signal);
  return {
    name: broker.name,
    pid: broker.pid,
    logFile: broker.logFile,
    exited: broker.exited,
    lastLogLines: (count) => broker.lastLogLines(count),
    port,
    bootstrapServer: `127.0.0.1:${port}`,
    async stop() {
      archiving.abort();
      await Promise.all([broker.stop(), archiveMade]);
    },
  };
}
