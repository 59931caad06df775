import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { userRegistered } from '@fairway/contracts';
import { eventually, FaultProxy, pgDatabase, Testbed, type TestKafka, type TestPostgres } from '@fairway/testkit';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EventConsumer, Outbox, OutboxRelay } from '../src/index.js';
import { silent } from './silent-logger.js';
import { inboxTables, outboxTables } from './tables.js';

/*
 * Invariant: an event whose transaction was acknowledged takes effect exactly once, whatever the connections to
 * PostgreSQL do. They are cut at random moments, including between the brokers' acknowledgement and the relay's commit,
 * and between a handler's effect and its commit.
 */

let testbed: Testbed;
let postgres: TestPostgres;
let kafka: TestKafka;
let proxy: FaultProxy;
let brokenPool: pg.Pool;

beforeAll(async () => {
  testbed = await Testbed.open();
  [postgres, kafka] = await Promise.all([testbed.postgres(), testbed.kafka()]);
  const url = new URL(await postgres.createDatabase('shop'));
  for (const statement of [...outboxTables, ...inboxTables]) await postgres.query('shop', statement);
  await postgres.query('shop', 'CREATE TABLE effects (position bigserial, key text)');
  proxy = await FaultProxy.before(Number(url.port));
  url.port = String(proxy.port);
  brokenPool = new pg.Pool({ connectionString: url.href, max: 6 });
  brokenPool.on('error', () => undefined);
});

afterAll(async () => {
  await brokenPool.end();
  await proxy.stop();
  await testbed.close();
});

it('handles each acknowledged event exactly once over connections that keep breaking', async () => {
  const topic = `users-${randomUUID()}`;
  await kafka.createTopics([topic, `${topic}.dlq`]);
  const database = pgDatabase(brokenPool);
  const outbox = new Outbox({ source: 'test', topicOf: () => topic, produces: ['user.registered'] });
  const relay = new OutboxRelay({ database, kafka: kafka.connect(), logger: silent, pollMs: 50, batchSize: 20 });
  const consumer = new EventConsumer({
    group: 'test',
    topics: [topic],
    handlers: [
      {
        event: userRegistered,
        handle: async (events, transaction) => {
          const keys = events.map(({ key }) => key);
          await transaction.query('INSERT INTO effects (key) SELECT unnest($1::text[])', [keys]);
        },
      },
    ],
    database,
    kafka: kafka.connect(),
    logger: silent,
    batchSize: 10,
  });
  relay.start();
  consumer.start();

  const accepted: string[] = [];
  const unknown: string[] = [];
  const factsAt = new Date().toISOString();
  // Enough commits broke in flight, however fast the machine is.
  const enoughBroken = () => unknown.length >= 40;
  const adding = Promise.all(
    Array.from({ length: 4 }, async () => {
      while (!enoughBroken()) {
        const userId = randomUUID();
        const facts = { userId, email: 'ada@example.com', name: 'Ada', registeredAt: factsAt };
        try {
          await database.transaction((transaction) => outbox.add(transaction, userRegistered, facts));
          accepted.push(userId);
          relay.wake();
        } catch {
          // The connection broke: the commit may or may not have happened.
          unknown.push(userId);
        }
      }
    }),
  );
  while (!enoughBroken()) {
    // However slow the machine is, an event gets through between two cuts.
    const before = accepted.length;
    await eventually(() => accepted.length > before || enoughBroken());
    // A random delay on purpose: it is the fault itself, not a wait for something.
    await delay(Math.random() * 60);
    proxy.cut();
  }
  await adding;
  await eventually(async () => (await postgres.query('shop', 'SELECT 1 FROM outbox LIMIT 1')).length === 0);
  const effects = () => postgres.query<{ key: string }>('shop', 'SELECT key FROM effects ORDER BY position');
  const allSeen = async () => {
    const seen = new Set((await effects()).map(({ key }) => key));
    return accepted.every((key) => seen.has(key));
  };
  // A loss also ends the wait; the history below then names it.
  await eventually(allSeen).catch(() => undefined);
  await consumer.stop();
  await relay.stop();

  const seen = Map.groupBy(await effects(), ({ key }) => key);
  expect(accepted.filter((key) => seen.get(key)?.length !== 1)).toEqual([]);
  expect([...seen].filter(([key, rows]) => rows.length > 1 || ![...accepted, ...unknown].includes(key))).toEqual([]);
});
