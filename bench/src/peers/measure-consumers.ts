import { type ServerProcess, withPostgres } from '@fairway/local-servers';
import { connectKafka, createInboxTables, upgradeInboxTables } from '@fairway/messaging';
import { dataSchemaOf } from '@fairway/contracts';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cpuSeconds, microsPerRequest } from '../cpu-time.js';
import { memoryMb } from '../memory.js';
import { createTopics } from '@fairway/testkit';
import { measured, text } from './measured-event.js';
import { installPeers, peersFolder } from './packages.js';
import { crash, settled, startProgram } from './program.js';
import { partitions } from './record-count.js';
import { byProcess, type Figures, type Report } from '../report.js';
import { type Servers, withServers } from './servers.js';

const rounds = 3;
const warmUpShare = 0.2;
const crashShare = 0.3;
// Counting rows costs PostgreSQL more than handling a message, so it is done rarely.
const patience = { quietMs: 60_000, pollMs: 1_000 };

interface Consumer {
  readonly name: string;
  readonly messages: number;
  readonly program: string;
}

const consumers: readonly Consumer[] = [
  {
    name: 'Fairway, with its inbox',
    messages: 100_000,
    program: fileURLToPath(new URL('fairway-consumer.js', import.meta.url)),
  },
  { name: 'KafkaJS eachMessage', messages: 8_000, program: join(peersFolder, 'kafkajs-consumer.mjs') },
];

/** The consumer beside KafkaJS: one row for each message. */
export async function measureConsumers(report: Report): Promise<void> {
  installPeers();
  await withServers(async (servers) => {
    for (let round = 0; round < rounds; round += 1) {
      for (const consumer of round % 2 === 0 ? consumers : consumers.toReversed())
        report.add('messages', consumer.name, await measureBacklog(servers, consumer));
    }
    for (const consumer of consumers)
      report.add('messages, one kill -9', consumer.name, await measureCrash(servers, consumer));
  });
}

async function measureBacklog(servers: Servers, consumer: Consumer): Promise<Figures> {
  const { start } = await prepare(servers, consumer);
  const running = await start();
  const pids = { consumer: running.pid, postgres: servers.postgres.pid, kafka: servers.kafka.pid };
  const first = await settled(() => effects(servers), consumer.messages * warmUpShare, patience);
  const [before, startMs] = [cpuSeconds(pids), performance.now()];
  const last = await settled(() => effects(servers), consumer.messages, patience);
  const [after, endMs] = [cpuSeconds(pids), performance.now()];
  const memory = memoryMb({ consumer: running.pid });
  await running.stop();
  return {
    ...byProcess(microsPerRequest(before, after, last - first), 'us', { sum: 'us a message' }),
    'messages a second': ((last - first) / (endMs - startMs)) * 1_000,
    'MB of the consumer': memory['consumer'] ?? Number.NaN,
    lost: consumer.messages - last,
  };
}

async function measureCrash(servers: Servers, consumer: Consumer): Promise<Figures> {
  const { start } = await prepare(servers, consumer);
  const first = await start();
  await settled(() => effects(servers), consumer.messages * crashShare, patience);
  await crash(first);
  const second = await start();
  const distinct = await settled(() => effects(servers), consumer.messages, patience);
  await second.stop();
  return { messages: consumer.messages, lost: consumer.messages - distinct };
}

/** A topic with all messages, and empty tables. */
async function prepare(
  { postgres, kafka, watchdog }: Servers,
  { name, messages, program }: Consumer,
): Promise<{ start: () => Promise<ServerProcess> }> {
  await withPostgres(postgres.url(), async (client) => {
    await client.query('DROP TABLE IF EXISTS inbox, dead_letters, parked_keys, effects');
    for (const statement of [...createInboxTables, ...upgradeInboxTables]) await client.query(statement);
    await client.query('CREATE TABLE effects (id uuid PRIMARY KEY, n bigint NOT NULL)');
  });
  const topic = `consumer.${randomUUID()}`;
  await createTopics(kafka.bootstrapServer, [topic, `${topic}.dlq`], partitions);
  const producer = connectKafka({ brokers: [kafka.bootstrapServer], clientId: 'bench' }).createProducer();
  for (let first = 1; first <= messages; first += 500)
    await producer.send(
      Array.from({ length: Math.min(500, messages + 1 - first) }, (_, at) => record(topic, first + at)),
    );
  await producer.close();
  const env = { DATABASE_URL: postgres.url(), BROKER: kafka.bootstrapServer, TOPIC: topic };
  // What a service has (heapMb of the catalogue).
  const args = ['--max-old-space-size=256', program];
  return { start: () => startProgram(watchdog, { name: name.replace(/\W.*/, '-consumer'), args, env }) };
}

function record(topic: string, n: number) {
  const headers = {
    ce_specversion: '1.0',
    ce_id: randomUUID(),
    ce_type: measured.type,
    ce_source: 'bench',
    ce_time: new Date().toISOString(),
    ce_dataschema: dataSchemaOf(measured),
    'content-type': 'application/json',
  };
  return {
    topic,
    key: Buffer.from(String(n)),
    value: Buffer.from(JSON.stringify({ n, text })),
    headers: Object.entries(headers).map(([name, value]) => [name, Buffer.from(value)] as const),
  };
}

/** Effects so far. */
async function effects({ postgres }: Servers): Promise<number> {
  const { rows } = await withPostgres(postgres.url(), (client) =>
    client.query<{ count: number }>('SELECT count(*)::integer AS count FROM effects'),
  );
  return rows[0]?.count ?? 0;
}
