import { join } from 'node:path';
import { ensureKafkaInstalled, startKafka, startPostgres } from '@fairway/local-servers';
import type { Testbed } from '@fairway/testkit';
import type { OrderPlatform } from '../order-platform.js';

/** Runs the work while the servers of a stopped platform run, and none of its services. */
export async function withServersAlone<Result>(
  { instance, ports, secrets }: OrderPlatform,
  testbed: Testbed,
  work: () => Promise<Result>,
): Promise<Result> {
  const { watchdog } = testbed;
  const postgres = await startPostgres({
    dataFolder: join(instance.dataFolder, 'postgres'),
    port: ports.postgres,
    password: secrets.postgresPassword,
    durable: true,
    logFile: testbed.path('postgres.log'),
    watchdog,
  });
  try {
    const kafka = await startKafka({
      kafkaFolder: await ensureKafkaInstalled({ watchdog }),
      dataFolder: join(instance.dataFolder, 'kafka'),
      port: ports.kafka,
      controllerPort: ports.kafkaController,
      logFile: testbed.path('kafka.log'),
      watchdog,
    });
    return await work().finally(() => kafka.stop());
  } finally {
    await postgres.stop();
  }
}
