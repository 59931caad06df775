import { randomUUID } from 'node:crypto';
import { blocksFetched, pgDatabase, Testbed } from '@fairway/testkit';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import type { Pool, PoolClient } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { addToInbox } from '../src/consumer/inbox.js';
import { type HandledEvent, pruneInbox } from '../src/index.js';
import { OutboxQueue } from '../src/outbox/outbox-queue.js';
import { insertInCommitOrder } from '../src/outbox/outbox-rows.js';
import { inboxTables, outboxTables } from './tables.js';

/*
 * A queue's statement must cost the same however many rows wait, or a backlog slows down the very work that would
 * reduce it. The statistics are those of an empty table, as when a backlog begins. Autovacuum is off: in a slow run it
 * would update them, in transactions of its own.
 */
const manyRows = 100_000;

let testbed: Testbed;
let pool: Pool;
const database = () => pgDatabase(pool);

beforeAll(async () => {
  testbed = await Testbed.open();
  const postgres = await testbed.postgres();
  await postgres.withoutAutovacuum();
  await postgres.createDatabase('shop');
  pool = postgres.pool('shop');
});

afterAll(() => testbed.close());

beforeEach(async () => {
  await pool.query('DROP TABLE IF EXISTS outbox, outbox_dead, inbox, parked_events');
  for (const statement of [...outboxTables, ...inboxTables]) await pool.query(statement);
  await pool.query('ANALYZE outbox, inbox');
});

async function addRows(count: number): Promise<void> {
  await pool.query(
    `INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload, headers)
     SELECT gen_random_uuid(), 'orders', number::text, 'order.created', json_build_object('text', repeat('x', 300)), '{}'
     FROM generate_series(1, $1::integer) AS number`,
    [count],
  );
}

async function addHandled(count: number, age: string): Promise<void> {
  await pool.query(
    `INSERT INTO inbox (consumer, event_id, event_type, key, topic, partition, record_offset, handled_at)
     SELECT 'test', gen_random_uuid(), 'order.created', 'key', 'orders', 0, number, now() - $2::interval
     FROM generate_series(1, $1::integer) AS number`,
    [count, age],
  );
}

/** A long transaction such as a backup: it may still see every row deleted from now on, so none can be vacuumed. */
async function oldSnapshot(): Promise<void> {
  const client = await sessionOfTheTest();
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
  await client.query('SELECT count(*) FROM outbox');
}

/** Ends with the test, also with one that fails: its pool would wait for it. */
async function sessionOfTheTest(): Promise<PoolClient> {
  const client = await pool.connect();
  onTestFinished(() => client.release(true));
  return client;
}

const take = (queue: OutboxQueue) =>
  blocksFetched(pool, async (transaction) => {
    const { rows } = await queue.take(transaction, { rows: 500, bytes: 1_000_000 });
    expect(rows).toHaveLength(500);
  });

const readOldest = (queue: OutboxQueue) =>
  blocksFetched(pool, async (transaction) => expect(await queue.oldestSeconds(transaction)).toBeGreaterThan(0));

const outboxRow = () => ({
  id: randomUUID(),
  topic: 'orders',
  key: randomUUID(),
  type: 'order.created',
  payload: '{}',
  headers: '{}',
});
const insert = () =>
  blocksFetched(pool, (transaction) => insertInCommitOrder(transaction, Array.from({ length: 10 }, outboxRow)));

const handled = (): HandledEvent => ({
  id: randomUUID(),
  type: 'order.created',
  source: 'test',
  time: '',
  data: {},
  key: 'key',
  topic: 'orders',
  partition: 0,
  offset: 1n,
  traceparent: undefined,
  context: ROOT_CONTEXT,
});
const handle = () =>
  blocksFetched(pool, (transaction) => addToInbox(transaction, 'test', Array.from({ length: 100 }, handled)));

const moveToDead = () =>
  blocksFetched(pool, async (transaction) => {
    const queue = new OutboxQueue();
    const {
      rows: [row],
    } = await queue.take(transaction, { rows: 1, bytes: 1 });
    // The taken row is gone in this transaction, so another of the same age stands in for it.
    const next = row && { ...row, seq: String(BigInt(row.seq) + 1n) };
    expect(next && (await queue.moveToDead(transaction, next, 'too large'))).toBe(true);
  });

const prune = () => blocksFetched(pool, (transaction) => pruneInbox(transaction, 30, 5_000));

describe('with 100,000 rows as with few', () => {
  it('the relay takes a batch at the same cost', async () => {
    await addRows(500);
    const few = await take(new OutboxQueue());
    await addRows(manyRows);
    expect(await take(new OutboxQueue())).toBeLessThan(few * 1.5);
  });

  it('the oldest row is found at the same cost', async () => {
    await addRows(500);
    const few = await readOldest(new OutboxQueue());
    await addRows(manyRows);
    expect(await readOldest(new OutboxQueue())).toBeLessThan(few * 1.5);
  });

  it('a row is moved to outbox_dead at the same cost', async () => {
    await addRows(500);
    const few = await moveToDead();
    await addRows(manyRows);
    expect(await moveToDead()).toBeLessThan(few * 1.5);
  });

  it('events are added at the same cost', async () => {
    await addRows(500);
    const few = await insert();
    await addRows(manyRows);
    expect(await insert()).toBeLessThan(few * 2);
  });

  it('events are recorded as handled at the same cost', async () => {
    await addHandled(500, '1 day');
    const few = await handle();
    await addHandled(manyRows, '1 day');
    expect(await handle()).toBeLessThan(few * 2);
  });

  it.each([0, 10_000])('%i old inbox rows are found at the same cost', async (old) => {
    await addHandled(old, '31 days');
    await addHandled(500, '1 day');
    const few = await prune();
    await addHandled(manyRows, '1 day');
    // As autovacuum does after every fifth new row: the index learns which blocks hold no old rows.
    await pool.query('VACUUM ANALYZE inbox');
    // Plus up to two ranges of 128 blocks that the index has not summarised yet.
    expect(await prune()).toBeLessThan(few * 1.5 + 256);
  });
});

/** Takes all rows, as a relay does. */
async function drain(queue: OutboxQueue): Promise<number> {
  for (let taken = 0; ;) {
    const batch = await database().transaction((transaction) =>
      queue.take(transaction, { rows: 5_000, bytes: 100_000_000 }),
    );
    queue.committed(batch);
    taken += batch.rows.length;
    if (!batch.more) return taken;
  }
}

/** Twice: the first call notes the current writers, the second finds them gone. */
async function raiseFloor(queue: OutboxQueue): Promise<void> {
  for (let round = 0; round < 2; round += 1)
    await database().transaction((transaction) => queue.raiseFloor(transaction));
}

describe('after many rows were published', () => {
  it('a take skips them, even when an old snapshot prevents their vacuum', async () => {
    await addRows(500);
    const few = await take(new OutboxQueue());
    await oldSnapshot();
    await addRows(manyRows);
    const queue = new OutboxQueue();
    await drain(queue);
    await addRows(500);
    const before = await take(queue);
    const oldestBefore = await readOldest(queue);
    await raiseFloor(queue);
    const after = await take(queue);
    expect(before).toBeGreaterThan(few * 2);
    expect(after).toBeLessThan(few * 1.5);
    expect(await readOldest(queue)).toBeLessThan(oldestBefore / 10);
  });

  it('a row with a lower number whose transaction commits later is still taken', async () => {
    const writer = await sessionOfTheTest();
    await writer.query('BEGIN');
    await insertInCommitOrder({ query: async (sql, parameters) => (await writer.query(sql, parameters)).rows }, [
      outboxRow(),
    ]);
    await addRows(10);
    const queue = new OutboxQueue();
    expect(await drain(queue)).toBe(10);
    await raiseFloor(queue);
    await writer.query('COMMIT');
    expect(await drain(queue)).toBe(1);
  });
});
