import {
  ensureKafkaInstalled,
  freePorts,
  type KafkaServer,
  type PostgresServer,
  startKafka,
  startPostgres,
  startWatchdog,
  type Watchdog,
  withPostgres,
} from '@fairway/local-servers';
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { print } from '../print.js';
import { workFolder } from './packages.js';

/** A PostgreSQL and a Kafka of their own, empty, as durable as those of the platform. */
export interface Servers {
  readonly postgres: PostgresServer;
  readonly kafka: KafkaServer;
  readonly watchdog: Watchdog;
}

export async function withServers(work: (servers: Servers) => Promise<void>): Promise<void> {
  const watchdog = await startWatchdog();
  try {
    const folder = join(workFolder, 'servers');
    await rm(folder, { recursive: true, force: true });
    const [port = 0, kafkaPort = 0, controllerPort = 0] = await freePorts(3);
    const start = () =>
      startPostgres({
        dataFolder: join(folder, 'postgres'),
        logFile: join(workFolder, 'logs/postgres.log'),
        password,
        port,
        durable: true,
        watchdog,
      });
    const password = randomUUID();
    const first = await start();
    // Debezium alone needs it; all relays use the same server.
    await withPostgres(first.url(), (client) => client.query(`ALTER SYSTEM SET wal_level = 'logical'`));
    await withPostgres(first.url(), (client) => client.query(`ALTER SYSTEM SET max_wal_size = '4GB'`));
    await first.stop();
    const postgres = await start();
    const kafka = await startKafka({
      kafkaFolder: await ensureKafkaInstalled({ watchdog, onProgress: print }),
      dataFolder: join(folder, 'kafka'),
      logFile: join(workFolder, 'logs/kafka.log'),
      port: kafkaPort,
      controllerPort,
      watchdog,
    });
    await work({ postgres, kafka, watchdog });
  } finally {
    await watchdog.stop();
  }
}
