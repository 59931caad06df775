import { randomUUID } from 'node:crypto';
import { defineEvent } from '@fairway/contracts';
import { pgDatabase, Testbed, type TestKafka, type TestPostgres } from '@fairway/testkit';
import type { Pool } from 'pg';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { z } from 'zod';
import {
  EventConsumer,
  type EventConsumerOptions,
  type HandledEvent,
  type OutgoingRecord,
  type RecordHeaders,
  type Transaction,
} from '../src/index.js';
import { silent } from './silent-logger.js';
import { inboxTables } from './tables.js';

const stepTaken = defineEvent({
  type: 'order.created',
  version: 1,
  data: z.object({ key: z.string(), number: z.int() }),
  key: (data) => data.key,
  logFields: () => ({}),
});
type Step = HandledEvent<{ key: string; number: number }>;

/** Real servers for the tests of one file, and scenes of each test's own on them. */
export function consumerBed() {
  let testbed: Testbed;
  let postgres: TestPostgres;
  let kafka: TestKafka;
  let pool: Pool;
  const running = new Set<EventConsumer>();

  beforeAll(async () => {
    testbed = await Testbed.open();
    [postgres, kafka] = await Promise.all([testbed.postgres(), testbed.kafka()]);
    await postgres.createDatabase('shop');
    pool = postgres.pool('shop');
    for (const statement of inboxTables) await pool.query(statement);
    // No unique constraint: a repeated effect must show.
    await pool.query('CREATE TABLE effects (position bigserial, scope text, key text, number integer)');
  });

  afterEach(async () => {
    await Promise.all([...running].map((consumer) => consumer.stop()));
    running.clear();
  });

  afterAll(() => testbed.close());

  return {
    scene: (options: SceneOptions = {}) => sceneOn({ kafka, pool, running }, options),
    get kafka() {
      return kafka;
    },
    get postgres() {
      return postgres;
    },
    get pool() {
      return pool;
    },
  };
}

type SceneOptions = Pick<EventConsumerOptions, 'afterDeadLetter'>;

interface Servers {
  readonly kafka: TestKafka;
  readonly pool: Pool;
  readonly running: Set<EventConsumer>;
}

/** A topic, a group and an effects scope for one test. */
async function sceneOn({ kafka, pool, running }: Servers, options: SceneOptions) {
  const scope = randomUUID();
  const topic = `steps-${scope}`;
  await kafka.createTopics([topic, `${topic}.dlq`]);

  const writeEffects = (events: readonly Step[], transaction: Transaction) =>
    transaction.query(
      'INSERT INTO effects (scope, key, number) SELECT $1, key, number FROM unnest($2::text[], $3::int[]) AS rows (key, number)',
      [scope, events.map(({ data }) => data.key), events.map(({ data }) => data.number)],
    );
  const consume = (handle: (events: readonly Step[], transaction: Transaction) => Promise<void>) => {
    const consumer = new EventConsumer({
      group: scope,
      topics: [topic],
      handlers: [{ event: stepTaken, handle }],
      database: pgDatabase(pool),
      kafka: kafka.connect(),
      logger: silent,
      ...options,
    });
    running.add(consumer);
    consumer.start();
    return consumer;
  };
  const count = async (table: string, column: string) =>
    (await pool.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${table} WHERE ${column} = $1`, [scope]))
      .rows[0]?.count;
  return {
    topic,
    scope,
    consume,
    writeEffects,
    /** Starts a consumer that only writes effects. */
    consumeAll: () => consume(async (events, transaction) => void (await writeEffects(events, transaction))),
    effects: async (key: string) => {
      const sql = 'SELECT number FROM effects WHERE scope = $1 AND key = $2 ORDER BY position';
      return (await pool.query<{ number: number }>(sql, [scope, key])).rows.map(({ number }) => number);
    },
    countEffects: () => count('effects', 'scope'),
    handledIn: () => count('inbox', 'consumer'),
    step: (key: string, number: number, id: string = randomUUID()): OutgoingRecord => ({
      topic,
      key: Buffer.from(key),
      value: Buffer.from(JSON.stringify({ key, number })),
      headers: headersOf({ ce_id: id, ce_type: 'order.created' }),
    }),
  };
}

export function headersOf(attributes: Record<string, string>): RecordHeaders {
  const all = { ce_specversion: '1.0', ce_source: 'test', ce_time: '2026-01-01T00:00:00Z', ...attributes };
  return Object.entries(all).map(([name, value]) => [name, Buffer.from(value)]);
}

export const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
