import { findJava, type ServerProcess, withPostgres } from '@fairway/local-servers';
import { createOutboxTables, insertOutboxRows, upgradeOutboxTables } from '@fairway/messaging';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installDebezium, peersFolder, workFolder } from './packages.js';
import { ended, startProgram } from './program.js';
import { dataSchemaOf } from '@fairway/contracts';
import { measured, text } from './measured-event.js';
import type { Servers } from './servers.js';

/** What reads rows of a table and sends them to Kafka. */
export interface Relay {
  readonly name: string;
  /** How large a backlog it gets: one that takes minutes for a tenth gets no more. */
  readonly backlog: number;
  /** The statement that inserts the rows of `source`, a set of numbers `n`, for a topic. */
  insert(topic: string, source: string): string;
  /** Prepares an empty table. */
  setUp(): Promise<void>;
  start(): Promise<ServerProcess>;
}

const payload = `json_build_object('n', n, 'text', '${text}')`;
const headers = `'{"ce_specversion":"1.0","ce_source":"bench","ce_time":"2026-01-01T00:00:00.000Z","ce_dataschema":"${dataSchemaOf(measured)}","content-type":"application/json"}'::json`;
const insertIntoOutbox: Relay['insert'] = (topic, source) =>
  insertOutboxRows(`(
    SELECT gen_random_uuid() AS event_id, '${topic}' AS event_topic, n::text AS event_key,
           '${measured.type}' AS event_type, ${payload} AS event_payload, ${headers} AS event_headers
    FROM ${source}) AS events`);

/** Every relay that is measured, on these servers. */
export function relaysOn({ postgres, kafka, watchdog }: Servers): Relay[] {
  const env = { DATABASE_URL: postgres.url(), BROKER: kafka.bootstrapServer };
  const program = (name: string, args: readonly string[]) => startProgram(watchdog, { name, args, env });
  const createOutbox = () =>
    withPostgres(postgres.url(), async (client) => {
      await client.query('DROP TABLE IF EXISTS outbox, outbox_dead');
      for (const statement of [...createOutboxTables, ...upgradeOutboxTables]) await client.query(statement);
    });
  const listener = join(peersFolder, 'pg-transactional-outbox.mjs');
  return [
    {
      name: 'Fairway',
      backlog: 200_000,
      insert: insertIntoOutbox,
      setUp: createOutbox,
      start: () =>
        program('relay-fairway', [
          // What a service has (heapMb of the catalogue).
          '--max-old-space-size=256',
          fileURLToPath(new URL('fairway-relay.js', import.meta.url)),
        ]),
    },
    {
      name: 'Debezium',
      backlog: 200_000,
      insert: insertIntoOutbox,
      async setUp() {
        await createOutbox();
        await withPostgres(postgres.url(), async (client) => {
          await client.query('SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots');
          await client.query('DROP PUBLICATION IF EXISTS bench');
          await client.query(`CREATE PUBLICATION bench FOR TABLES IN SCHEMA public WITH (publish = 'insert')`);
          await client.query(`SELECT pg_create_logical_replication_slot('bench', 'pgoutput')`);
        });
        rmSync(join(workFolder, 'debezium/offsets'), { force: true });
      },
      async start() {
        const [classes, { command }] = [installDebezium(), await findJava()];
        const [worker, connector] = writeDebeziumSettings({ postgres, kafka });
        const main = 'org.apache.kafka.connect.cli.ConnectStandalone';
        const args = ['-Xms256m', '-Xmx512m', '-cp', classes, main, worker, connector];
        return await startProgram(watchdog, { name: 'relay-debezium', args, command });
      },
    },
    {
      name: 'pg-transactional-outbox',
      backlog: 5_000,
      insert: (topic, source) =>
        `INSERT INTO pto_outbox (id, aggregate_type, aggregate_id, message_type, concurrency, payload, created_at)
         SELECT gen_random_uuid(), '${topic}', n::text, '${measured.type}', 'parallel', ${payload}::jsonb, clock_timestamp() FROM ${source}`,
      async setUp() {
        const setup = await program('relay-pto-setup', [listener, 'setup']);
        if ((await ended(setup)) !== 0)
          throw new Error(`pg-transactional-outbox has no tables; see ${workFolder}/logs.`);
      },
      start: () => program('relay-pto', [listener]),
    },
  ];
}

const propertiesOf = (settings: Readonly<Record<string, string | number | boolean>>) =>
  Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');

/** Kafka Connect with Debezium's outbox router, as its documentation sets it up, but polling every 10 ms instead of 500, for its latency. */
function writeDebeziumSettings({ postgres, kafka }: Pick<Servers, 'postgres' | 'kafka'>): readonly [string, string] {
  const folder = join(workFolder, 'debezium');
  mkdirSync(folder, { recursive: true });
  const [worker, connector] = [join(folder, 'worker.properties'), join(folder, 'connector.properties')];
  writeFileSync(
    worker,
    propertiesOf({
      'bootstrap.servers': kafka.bootstrapServer,
      'key.converter': 'org.apache.kafka.connect.storage.StringConverter',
      'value.converter': 'org.apache.kafka.connect.storage.StringConverter',
      'offset.storage.file.filename': join(folder, 'offsets'),
      'offset.flush.interval.ms': 1_000,
      listeners: 'http://127.0.0.1:0',
      'plugin.discovery': 'service_load',
    }),
  );
  const url = new URL(postgres.url());
  writeFileSync(
    connector,
    propertiesOf({
      name: 'bench',
      'connector.class': 'io.debezium.connector.postgresql.PostgresConnector',
      'tasks.max': 1,
      'plugin.name': 'pgoutput',
      'slot.name': 'bench',
      'publication.name': 'bench',
      'publication.autocreate.mode': 'disabled',
      'database.hostname': url.hostname,
      'database.port': url.port,
      'database.user': url.username,
      'database.password': url.password,
      'database.dbname': url.pathname.slice(1),
      'topic.prefix': 'bench',
      'table.include.list': 'public.outbox',
      'snapshot.mode': 'no_data',
      'tombstones.on.delete': false,
      'poll.interval.ms': 10,
      transforms: 'outbox',
      'transforms.outbox.type': 'io.debezium.transforms.outbox.EventRouter',
      'transforms.outbox.route.topic.replacement': '${routedByValue}',
      'transforms.outbox.table.fields.additional.placement': 'type:header:ce_type,headers:header:headers',
    }),
  );
  return [worker, connector];
}
