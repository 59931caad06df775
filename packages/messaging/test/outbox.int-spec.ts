import { randomUUID } from 'node:crypto';
import { defineEvent, userRegistered } from '@fairway/contracts';
import { setTimeout as delay } from 'node:timers/promises';
import { afterPgCommit, eventually, pgDatabase, Testbed, type TestKafka, type TestPostgres } from '@fairway/testkit';
import type { Pool } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  arraysOf,
  type Database,
  insertOutboxRows,
  type Kafka,
  type Logger,
  Outbox,
  outboxColumns,
  OutboxRelay,
  type OutboxRow,
  unnest,
} from '../src/index.js';
import { silent } from './silent-logger.js';
import { outboxTables } from './tables.js';

const counted = defineEvent({
  type: 'order.created',
  version: 1,
  data: z.object({ key: z.string(), number: z.int(), padding: z.string().optional() }),
  key: (data) => data.key,
  logFields: () => ({}),
});

let testbed: Testbed;
let postgres: TestPostgres;
let kafka: TestKafka;
let pool: Pool;
let relays: OutboxRelay[] = [];

beforeAll(async () => {
  testbed = await Testbed.open();
  [postgres, kafka] = await Promise.all([testbed.postgres(), testbed.kafka()]);
  await postgres.createDatabase('shop');
  pool = postgres.pool('shop');
  for (const statement of outboxTables) await pool.query(statement);
});

afterEach(async () => {
  await Promise.all(relays.map((relay) => relay.stop()));
  relays = [];
  await pool.query('TRUNCATE outbox');
});

afterAll(() => testbed.close());

async function topicOfItsOwn(partitions = 3) {
  const topic = `topic-${randomUUID()}`;
  await kafka.createTopics([topic], partitions);
  const outbox = new Outbox({ source: 'test', topicOf: () => topic, produces: ['order.created'] });
  const records = await kafka.follow(topic);
  const numbers = (key: string) =>
    records
      .filter((record) => record.key?.toString() === key)
      .map(({ value }) => (JSON.parse(value?.toString() ?? '') as { number: number }).number);
  return { topic, outbox, records, numbers };
}

interface RelayLimits {
  readonly pollMs?: number;
  readonly batchSize?: number;
}

function startRelay(logger: Logger = silent, limits: RelayLimits = { pollMs: 50 }): OutboxRelay {
  return start(new OutboxRelay({ database: pgDatabase(pool), kafka: kafka.connect(), logger, ...limits }));
}

function start(relay: OutboxRelay): OutboxRelay {
  relays.push(relay);
  relay.start();
  return relay;
}

async function outboxIsEmpty(): Promise<boolean> {
  const { rows } = await pool.query('SELECT 1 FROM outbox LIMIT 1');
  return rows.length === 0;
}

describe('an event', () => {
  it('is published when its transaction commits, and never when it rolls back', async () => {
    const { outbox, records, numbers } = await topicOfItsOwn();
    startRelay();
    const database = pgDatabase(pool);
    const undone = database.transaction(async (transaction) => {
      await outbox.add(transaction, counted, { key: 'a', number: 1 });
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    await database.transaction((transaction) => outbox.add(transaction, counted, { key: 'a', number: 2 }));
    await eventually(() => records.length > 0);
    await eventually(outboxIsEmpty);
    expect(numbers('a')).toEqual([2]);
  });

  it('is a CloudEvent in binary mode', async () => {
    const { outbox, records } = await topicOfItsOwn();
    await pgDatabase(pool).transaction((transaction) => outbox.add(transaction, counted, { key: 'a', number: 1 }));
    const { rows } = await pool.query<{ id: string }>('SELECT id FROM outbox');
    startRelay();
    const record = await eventually(() => records[0]);
    const headers = Object.fromEntries(record.headers.map(([name, value]) => [name, value?.toString()]));
    expect(headers).toMatchObject({
      ce_specversion: '1.0',
      ce_id: rows[0]?.id,
      ce_type: 'order.created',
      ce_source: 'test',
      ce_dataschema: 'urn:fairway:schema:order.created:v1',
      'content-type': 'application/json',
    });
    expect(record.key?.toString()).toBe('a');
  });

  it('that breaks its contract, or that no broker would accept, is refused before it is written', async () => {
    const { outbox } = await topicOfItsOwn();
    expect(() => outbox.row(counted, { key: 'a', number: 0.5 })).toThrow('number');
    expect(() => outbox.row(counted, { key: 'a', number: 1, padding: 'x'.repeat(1_000_000) })).toThrow(RangeError);
    const more = { key: 'a', number: 1, colour: 'red' };
    expect(() => outbox.row(counted, more)).toThrow('order.created has properties that its contract lacks');
    const user = {
      userId: randomUUID(),
      email: 'zoe@example.com',
      name: 'Zo\ud800',
      registeredAt: new Date().toISOString(),
    };
    const users = new Outbox({ source: 'test', topicOf: () => 'users', produces: ['user.registered'] });
    expect(() => users.row(userRegistered, user)).toThrow('text that no database can store');
  });

  it('that the service does not declare is refused before it is written', async () => {
    const { outbox } = await topicOfItsOwn();
    const undeclared = defineEvent({ ...counted, type: 'order.cancelled' });
    // @ts-expect-error The compiler refuses it as well.
    expect(() => outbox.row(undeclared, { key: 'a', number: 1 })).toThrow(
      'add it to its "produces" in catalog/src/services.ts',
    );
  });

  it('written by a service’s own statement is published like any other', async () => {
    const { outbox, records, numbers } = await topicOfItsOwn();
    startRelay();
    await pool.query('CREATE TABLE facts (number integer)');
    const columns = [
      { name: 'number', type: 'integer', valueOf: ({ number }: { number: number }) => number },
      ...outboxColumns.map(({ valueOf, ...column }) => ({
        ...column,
        valueOf: ({ event }: { event: OutboxRow }) => valueOf(event),
      })),
    ];
    const inputs = [1, 2, 3].map((number) => ({ number, event: outbox.row(counted, { key: 'a', number }) }));
    await pool.query(
      `WITH input AS (SELECT * FROM ${unnest(columns)} AS rows (${columns.map(({ name }) => name).join(', ')})),
            facts AS (INSERT INTO facts SELECT number FROM input),
            events AS (${insertOutboxRows('input WHERE number > 1 ORDER BY number')})
       SELECT 1`,
      arraysOf(columns, inputs),
    );
    await eventually(() => records.length === 2);
    expect(numbers('a')).toEqual([2, 3]);
    expect(records[0]?.headers).toEqual(expect.arrayContaining([['ce_id', Buffer.from(inputs[1]?.event.id ?? '')]]));
    expect((await pool.query('SELECT number FROM facts ORDER BY number')).rows).toEqual([
      { number: 1 },
      { number: 2 },
      { number: 3 },
    ]);
  });
});

describe('the relay', () => {
  function outboxWithWakes() {
    let wakes = 0;
    const waking = { relay: { wake: () => (wakes += 1) }, afterCommit: afterPgCommit };
    return {
      outbox: new Outbox({ source: 'test', topicOf: () => 'orders', produces: ['order.created'], waking }),
      wakes: () => wakes,
    };
  }

  it('wakes after the commit of a transaction with events, not before', async () => {
    const { outbox, wakes } = outboxWithWakes();
    await pgDatabase(pool).transaction(async (transaction) => {
      await outbox.add(transaction, counted, { key: 'a', number: 1 });
      await outbox.addAll(transaction, [{ event: counted, data: { key: 'a', number: 2 } }]);
      expect(wakes()).toBe(0);
    });
    expect(wakes()).toBe(1);
    await pgDatabase(pool).transaction((transaction) => outbox.addAll(transaction, []));
    expect(wakes()).toBe(1);
  });

  it('is not woken after a rollback', async () => {
    const { outbox, wakes } = outboxWithWakes();
    const undone = pgDatabase(pool).transaction(async (transaction) => {
      await outbox.add(transaction, counted, { key: 'a', number: 1 });
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(wakes()).toBe(0);
  });

  // A poll that never comes: whatever is published was found in another way.
  const neverMs = 24 * 60 * 60 * 1000;

  it('looks again soon when another relay was at work while it looked', async () => {
    const { outbox, numbers } = await topicOfItsOwn();
    const other = await pool.connect();
    try {
      await other.query('BEGIN');
      await other.query('SELECT pg_advisory_xact_lock(7001001)');
      await pgDatabase(pool).transaction((transaction) => outbox.add(transaction, counted, { key: 'a', number: 1 }));
      startRelay(silent, { pollMs: neverMs });
      const asked = `SELECT FROM pg_stat_activity WHERE datname = 'shop' AND query LIKE '%pg_try_advisory%' AND pid <> pg_backend_pid()`;
      await eventually(async () => (await pool.query(asked)).rows.length > 0);
      expect(numbers('a')).toEqual([]);
    } finally {
      await other.query('COMMIT');
      other.release();
    }
    await eventually(() => numbers('a').length === 1);
  });

  it('looks for more soon after it found rows of which nobody had told it', async () => {
    const { outbox, numbers } = await topicOfItsOwn();
    const add = (number: number) =>
      pgDatabase(pool).transaction((transaction) => outbox.add(transaction, counted, { key: 'a', number }));
    await add(1);
    startRelay(silent, { pollMs: neverMs });
    await eventually(() => numbers('a').length === 1);
    await add(2);
    await eventually(() => numbers('a').length === 2);
  });
});

describe('events of one key', () => {
  it('are published in order from a backlog of many batches', async () => {
    const { outbox, numbers } = await topicOfItsOwn();
    const events = Array.from({ length: 100 }, (_, index) => ({
      event: counted,
      data: { key: 'a', number: index + 1 },
    }));
    await pgDatabase(pool).transaction((transaction) => outbox.addAll(transaction, events));
    startRelay(silent, { batchSize: 7 });
    await eventually(outboxIsEmpty);
    await eventually(() => numbers('a').length >= events.length);
    expect(numbers('a')).toEqual(events.map(({ data }) => data.number));
  });

  it('are published in commit order', async () => {
    const { outbox, numbers } = await topicOfItsOwn();
    const [first, second] = [await pool.connect(), await pool.connect()];
    const queryOn = (client: typeof first) => ({
      query: async (sql: string, parameters?: unknown[]) => (await client.query(sql, parameters)).rows,
    });
    await first.query('BEGIN');
    await outbox.add(queryOn(first), counted, { key: 'a', number: 1 });
    // The second writes while the first is open. If the lock lets it, it commits first, and must then be published
    // first.
    await second.query('BEGIN');
    let secondIsFirst = false;
    const secondCommitted = outbox
      .add(queryOn(second), counted, { key: 'a', number: 2 })
      .then(() => second.query('COMMIT'))
      .then(() => (secondIsFirst = true));
    const waiting = `SELECT 1 FROM pg_stat_activity WHERE datname = 'shop' AND wait_event_type = 'Lock'`;
    await eventually(async () => secondIsFirst || (await pool.query(waiting)).rows.length > 0);
    const inCommitOrder = secondIsFirst ? [2, 1] : [1, 2];
    await first.query('COMMIT');
    await secondCommitted;
    first.release();
    second.release();
    startRelay();
    await eventually(() => numbers('a').length === 2);
    expect(numbers('a')).toEqual(inCommitOrder);
  });

  it('are all published in order with two relays at work', async () => {
    const { outbox, numbers } = await topicOfItsOwn();
    const [one, two] = [startRelay(), startRelay()];
    const keys = Array.from({ length: 10 }, (_, index) => `key-${index}`);
    const count = 60;
    await Promise.all(
      keys.map(async (key) => {
        for (let number = 1; number <= count; number += 1) {
          await pgDatabase(pool).transaction((transaction) => outbox.add(transaction, counted, { key, number }));
          one.wake();
          two.wake();
        }
      }),
    );
    await eventually(outboxIsEmpty);
    for (const key of keys) {
      await eventually(() => numbers(key).length >= count);
      expect(numbers(key)).toEqual(Array.from({ length: count }, (_, index) => index + 1));
    }
  });
});

describe('while Kafka is unavailable', () => {
  it('events are accepted and wait; afterwards all are published in order', async () => {
    const { outbox, numbers } = await topicOfItsOwn();
    const relay = startRelay();
    await kafka.shutDown();
    for (let number = 1; number <= 100; number += 1) {
      await pgDatabase(pool).transaction((transaction) => outbox.add(transaction, counted, { key: 'a', number }));
      relay.wake();
    }
    expect((await pool.query('SELECT count(*)::int AS count FROM outbox')).rows[0]).toEqual({ count: 100 });
    await kafka.restart();
    await eventually(outboxIsEmpty);
    await eventually(() => new Set(numbers('a')).size === 100);
    const firstSeen = [...new Set(numbers('a'))];
    expect(firstSeen).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
  });
});

/** A Kafka whose sends the test sees and may delay. */
function kafkaWith(beforeSend: () => Promise<void>, afterSend: () => void = () => undefined): Kafka {
  const real = kafka.connect();
  return {
    createConsumer: (options) => real.createConsumer(options),
    createProducer() {
      const producer = real.createProducer();
      return {
        close: () => producer.close(),
        async send(records) {
          await beforeSend();
          await producer.send(records).finally(afterSend);
        },
      };
    },
  };
}

describe('a round', () => {
  it('is deleted a few batches at a time, so that a failure repeats no more', async () => {
    const { outbox, records } = await topicOfItsOwn();
    const padding = 'x'.repeat(450_000); // two fill a batch
    const events = Array.from({ length: 24 }, (_, number) => ({ event: counted, data: { key: 'a', number, padding } }));
    await pgDatabase(pool).transaction((transaction) => outbox.addAll(transaction, events));
    const sendsPerRound: number[] = [];
    let sends = 0;
    const database: Database = {
      async transaction(work) {
        sends = 0;
        const result = await pgDatabase(pool).transaction(work);
        if (sends > 0) sendsPerRound.push(sends);
        return result;
      },
    };
    start(new OutboxRelay({ database, kafka: kafkaWith(async () => void (sends += 1)), logger: silent }));
    await eventually(() => records.length === events.length);
    await eventually(outboxIsEmpty);
    expect(sendsPerRound.length).toBeGreaterThanOrEqual(3);
    expect(Math.max(...sendsPerRound)).toBeLessThanOrEqual(4);
  });

  it('sends nothing while an earlier send has no answer, even when the database fails meanwhile', async () => {
    const { outbox, numbers } = await topicOfItsOwn();
    const events = Array.from({ length: 4 }, (_, index) => ({ event: counted, data: { key: 'a', number: index + 1 } }));
    await pgDatabase(pool).transaction((transaction) => outbox.addAll(transaction, events));
    let takes = 0;
    const database: Database = {
      transaction: (work) =>
        pgDatabase(pool).transaction((transaction) =>
          work({
            query(sql, parameters) {
              takes += 1;
              return takes === 2 ? Promise.reject(new Error('failover')) : transaction.query(sql, parameters);
            },
          }),
        ),
    };
    let running = 0;
    let most = 0;
    const slow = kafkaWith(
      async () => {
        running += 1;
        most = Math.max(most, running);
        // Long enough for a retry of the round, which would send the same rows.
        if (takes <= 2) await delay(1_000);
      },
      () => (running -= 1),
    );
    start(new OutboxRelay({ database, kafka: slow, logger: silent, batchSize: 2 }));
    await eventually(outboxIsEmpty);
    await eventually(() => new Set(numbers('a')).size === events.length);
    expect(most).toBe(1);
    expect([...new Set(numbers('a'))]).toEqual([1, 2, 3, 4]);
  });
});

describe('a backlog of large events', () => {
  it('is published in batches that the broker accepts, though all are for one partition', async () => {
    const { outbox, numbers } = await topicOfItsOwn(1);
    const bytes = [
      ...Array.from({ length: 100 }, () => 24_000),
      900_000,
      300,
      900_000,
      900_000,
      ...Array.from({ length: 100 }, () => 24_000),
    ];
    const events = bytes.map((size, number) => ({
      event: counted,
      data: { key: 'a', number, padding: 'x'.repeat(size) },
    }));
    await pgDatabase(pool).transaction((transaction) => outbox.addAll(transaction, events));
    const refusals: unknown[] = [];
    startRelay({ ...silent, warn: (fields) => refusals.push(fields) });
    await eventually(outboxIsEmpty);
    await eventually(() => numbers('a').length >= events.length);
    expect(refusals).toEqual([]);
    expect(numbers('a')).toEqual(events.map((_, number) => number));
  });
});

describe('a stop', () => {
  it('does not wait for a frozen broker, and leaves the event to the next start', async () => {
    const { outbox, numbers } = await topicOfItsOwn();
    const relay = startRelay();
    const add = (number: number) =>
      pgDatabase(pool).transaction((transaction) => outbox.add(transaction, counted, { key: 'a', number }));
    await add(1);
    await eventually(outboxIsEmpty);
    kafka.freeze();
    await add(2);
    const sending = `SELECT 1 FROM pg_stat_activity WHERE datname = 'shop' AND state = 'idle in transaction'`;
    await eventually(async () => (await pool.query(sending)).rows.length > 0);
    // The request itself lasts for half a minute.
    expect(await Promise.race([relay.stop().then(() => 'stopped'), delay(20_000)])).toBe('stopped');
    kafka.thaw();
    expect(await outboxIsEmpty()).toBe(false);
    startRelay();
    await eventually(outboxIsEmpty);
    await eventually(() => new Set(numbers('a')).size === 2);
  });
});

describe('an event that the broker never accepts', () => {
  it('moves to outbox_dead with its cause, and the others are published', async () => {
    const { topic, outbox, numbers } = await topicOfItsOwn();
    await kafka.setTopicConfig(topic, 'max.message.bytes', '2000');
    await pgDatabase(pool).transaction((transaction) =>
      outbox.addAll(transaction, [
        { event: counted, data: { key: 'a', number: 1 } },
        { event: counted, data: { key: 'b', number: 2, padding: 'x'.repeat(5_000) } },
        { event: counted, data: { key: 'c', number: 3 } },
      ]),
    );
    startRelay();
    await eventually(outboxIsEmpty);
    await eventually(() => numbers('c').length > 0);
    // Events that shared a batch with it may have been sent more than once.
    expect(new Set([...numbers('a'), ...numbers('b'), ...numbers('c')])).toEqual(new Set([1, 3]));
    const { rows } = await pool.query('SELECT aggregateid, cause FROM outbox_dead');
    expect(rows).toEqual([{ aggregateid: 'b', cause: expect.stringMatching(/./) }]);
  });
});
