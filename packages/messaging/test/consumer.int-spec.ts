import { randomUUID } from 'node:crypto';
import { defineEvent } from '@fairway/contracts';
import { eventually, pgDatabase, Testbed, type TestKafka, type TestPostgres } from '@fairway/testkit';
import type { Pool } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  createInboxTables,
  EventConsumer,
  type EventHandler,
  type HandledEvent,
  headerOf,
  NonRetryableError,
  type OutgoingRecord,
  type RecordHeaders,
  type Transaction,
} from '../src/index.js';
import { silent } from './silent-logger.js';

const stepTaken = defineEvent({
  type: 'order.created',
  version: 1,
  data: z.object({ key: z.string(), number: z.int() }),
  key: (data) => data.key,
  logFields: () => ({}),
});
type Step = HandledEvent<{ key: string; number: number }>;

let testbed: Testbed;
let postgres: TestPostgres;
let kafka: TestKafka;
let pool: Pool;
let running: EventConsumer[] = [];

beforeAll(async () => {
  testbed = await Testbed.open();
  [postgres, kafka] = await Promise.all([testbed.postgres(), testbed.kafka()]);
  await postgres.createDatabase('shop');
  pool = postgres.pool('shop');
  for (const statement of createInboxTables) await pool.query(statement);
  // No unique constraint: an effect that happens twice must show.
  await pool.query('CREATE TABLE effects (position bigserial, scope text, key text, number integer)');
});

afterEach(async () => {
  await Promise.all(running.map((consumer) => consumer.stop()));
  running = [];
});

afterAll(() => testbed.close());

/** A topic, a group and an effects scope of one test's own. */
async function scene() {
  const scope = randomUUID();
  const topic = `steps-${scope}`;
  await kafka.createTopics([topic, `${topic}.dlq`]);

  const writeEffects = (events: readonly Step[], transaction: Transaction) =>
    transaction.query('INSERT INTO effects (scope, key, number) SELECT $1, key, number FROM unnest($2::text[], $3::int[]) AS rows (key, number)', [
      scope,
      events.map(({ data }) => data.key),
      events.map(({ data }) => data.number),
    ]);
  const handlerOf = (handle: EventHandler<typeof stepTaken>['handle']): EventHandler<typeof stepTaken> => ({
    event: stepTaken,
    handle,
  });
  const consume = (handle: (events: readonly Step[], transaction: Transaction) => Promise<void>) => {
    const consumer = new EventConsumer({
      group: scope,
      topics: [topic],
      handlers: [handlerOf(handle)],
      database: pgDatabase(pool),
      kafka: kafka.connect(),
      logger: silent,
    });
    running.push(consumer);
    consumer.start();
    return consumer;
  };
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
    countEffects: async () =>
      (await pool.query<{ count: number }>('SELECT count(*)::int AS count FROM effects WHERE scope = $1', [scope])).rows[0]?.count,
    handledIn: async () =>
      (await pool.query<{ count: number }>('SELECT count(*)::int AS count FROM inbox WHERE consumer = $1', [scope])).rows[0]?.count,
    step: (key: string, number: number, id: string = randomUUID()): OutgoingRecord => ({
      topic,
      key: Buffer.from(key),
      value: Buffer.from(JSON.stringify({ key, number })),
      headers: headersOf({ ce_id: id, ce_type: 'order.created' }),
    }),
  };
}

function headersOf(attributes: Record<string, string>): RecordHeaders {
  const all = { ce_specversion: '1.0', ce_source: 'test', ce_time: '2026-01-01T00:00:00Z', ...attributes };
  return Object.entries(all).map(([name, value]) => [name, Buffer.from(value)]);
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe('effects', () => {
  it('happen once, however often an event is delivered', async () => {
    const { consumeAll, effects, step, countEffects } = await scene();
    consumeAll();
    const repeated = step('a', 1);
    await kafka.produce([repeated, repeated]);
    await kafka.produce([repeated, step('a', 2), repeated]);
    await eventually(async () => (await effects('a')).includes(2));
    await kafka.produce([repeated, step('a', 3)]);
    await eventually(async () => (await effects('a')).includes(3));
    expect(await effects('a')).toEqual([1, 2, 3]);
    expect(await countEffects()).toBe(3);
  });

  it('of a handler that fails are undone, its inbox row too', async () => {
    const { consume, effects, step, writeEffects, handledIn } = await scene();
    let failing = true;
    consume(async (events, transaction) => {
      await writeEffects(events, transaction);
      if (!failing) return;
      failing = false;
      throw new Error('after the effect');
    });
    await kafka.produce([step('a', 1)]);
    await eventually(async () => (await handledIn()) === 1);
    expect(await effects('a')).toEqual([1]);
  });
});

describe('events of one key', () => {
  it('are handled in order, though one fails and is retried, and hold up no other key', async () => {
    const { consume, effects, step, writeEffects } = await scene();
    let failuresLeft = 2;
    const order: string[] = [];
    consume(async (events, transaction) => {
      if (events.some(({ data }) => data.key === 'a' && data.number === 1) && failuresLeft > 0) {
        failuresLeft -= events.length === 1 ? 1 : 0;
        throw new Error('not yet');
      }
      await writeEffects(events, transaction);
      order.push(...events.map(({ data }) => `${data.key}${data.number}`));
    });
    await kafka.produce([step('a', 1), step('a', 2), step('b', 1), step('a', 3), step('b', 2)]);
    await eventually(async () => (await effects('a')).length === 3);
    expect(await effects('a')).toEqual([1, 2, 3]);
    expect(await effects('b')).toEqual([1, 2]);
    expect(order.indexOf('b2')).toBeLessThan(order.indexOf('a1'));
  });

  it('are handled once and in order while members of the group come and go', async () => {
    const { consumeAll, effects, step, countEffects } = await scene();
    const first = consumeAll();
    const keys = Array.from({ length: 12 }, (_, index) => `key-${index}`);
    const count = 40;
    const produceRound = (from: number, to: number) =>
      kafka.produce(upTo(to).slice(from).flatMap((number) => keys.map((key) => step(key, number))));
    await produceRound(0, 10);
    await eventually(async () => ((await countEffects()) ?? 0) > 0);
    consumeAll();
    await produceRound(10, 20);
    const third = consumeAll();
    await produceRound(20, 30);
    await first.stop();
    await produceRound(30, count);
    await third.stop();
    await eventually(async () => ((await countEffects()) ?? 0) >= count * keys.length, { withinMs: 40_000 });
    for (const key of keys) expect(await effects(key)).toEqual(upTo(count));
  });
});

describe('a poison record', () => {
  it('that nobody can read goes to the dead-letter topic as it is, and stops nobody', async () => {
    const { topic, consumeAll, effects, step, scope } = await scene();
    const letters = await kafka.follow(`${topic}.dlq`);
    consumeAll();
    const raw = Buffer.from([0xff, 0x00, 0x7b]);
    const foreign: RecordHeaders = [
      ['x-origin', Buffer.from('by hand')],
      ['x-hop', Buffer.from('one')],
      ['x-nothing', null],
      ['x-hop', Buffer.from('two')],
    ];
    await kafka.produce([
      step('a', 1),
      { topic, key: Buffer.from('a'), value: raw, headers: foreign, partition: 2 },
      { ...step('b', 1), value: Buffer.from('{"key":"b"}') },
      step('a', 2),
      step('b', 2),
    ]);
    await eventually(async () => (await effects('a')).length === 2 && (await effects('b')).length === 1);
    await eventually(() => letters.length === 2);
    const letter = letters.find(({ value }) => value?.equals(raw));
    const text = (name: string) => letter && headerOf(letter, name)?.toString();
    expect(letter?.partition).toBe(2);
    expect(letter?.headers.slice(0, foreign.length)).toEqual(foreign);
    expect(text('dlq-topic')).toBe(topic);
    expect(text('dlq-consumer')).toBe(scope);
    expect(text('dlq-error')).toBe('UndecodableRecordError');
    expect(text('dlq-cause')).toContain('ce_type');
  });

  it('that keeps failing becomes a dead letter after its tries; its key goes on', async () => {
    const { topic, consume, effects, step, writeEffects } = await scene();
    const letters = await kafka.follow(`${topic}.dlq`);
    let tries = 0;
    consume(async (events, transaction) => {
      if (events.some(({ data }) => data.number === 13)) {
        if (events.length === 1) tries += 1;
        throw new TypeError('thirteen');
      }
      await writeEffects(events, transaction);
    });
    await kafka.produce([step('a', 13), step('a', 2), step('b', 1)]);
    const letter = await eventually(() => letters[0]);
    expect(headerOf(letter, 'dlq-cause')?.toString()).toBe('thirteen');
    expect(headerOf(letter, 'dlq-error')?.toString()).toBe('TypeError');
    await eventually(async () => (await effects('a')).length === 1);
    expect([await effects('a'), await effects('b')]).toEqual([[2], [1]]);
    expect(tries).toBeGreaterThanOrEqual(5);
  });

  it('that its handler calls hopeless is not tried again', async () => {
    const { topic, consume, step } = await scene();
    const letters = await kafka.follow(`${topic}.dlq`);
    let tries = 0;
    consume(async () => {
      tries += 1;
      throw new NonRetryableError('hopeless');
    });
    await kafka.produce([step('a', 1)]);
    const letter = await eventually(() => letters[0]);
    expect(headerOf(letter, 'dlq-attempts')?.toString()).toBe('1');
    expect(tries).toBe(1);
  });

  it('of an unknown type is passed over: somebody else may know it', async () => {
    const { consumeAll, effects, step, topic } = await scene();
    const letters = await kafka.follow(`${topic}.dlq`);
    consumeAll();
    await kafka.produce([
      { ...step('a', 1), headers: headersOf({ ce_id: randomUUID(), ce_type: 'order.shipped' }) },
      step('a', 2),
    ]);
    await eventually(async () => (await effects('a')).length === 1);
    expect(letters).toEqual([]);
  });
});

describe('an outage', () => {
  it('of PostgreSQL makes no dead letters; everything is handled once when it is back', async () => {
    const { topic, consumeAll, effects, step } = await scene();
    const letters = await kafka.follow(`${topic}.dlq`);
    consumeAll();
    await kafka.produce([step('a', 1)]);
    await eventually(async () => (await effects('a')).length === 1);
    await postgres.kill();
    await kafka.produce(upTo(20).slice(1).map((number) => step('a', number)));
    await postgres.restart();
    await eventually(async () => (await effects('a')).length === 20, { withinMs: 30_000 });
    expect(await effects('a')).toEqual(upTo(20));
    expect(letters).toEqual([]);
  });

  it('of Kafka is waited out', async () => {
    const { consumeAll, effects, step } = await scene();
    consumeAll();
    await kafka.produce([step('a', 1)]);
    await eventually(async () => (await effects('a')).length === 1);
    await kafka.shutDown();
    await kafka.restart();
    await kafka.produce([step('a', 2)]);
    await eventually(async () => (await effects('a')).length === 2, { withinMs: 40_000 });
    expect(await effects('a')).toEqual([1, 2]);
  });
});

describe('stopping', () => {
  it('commits what was handled, so that the next member starts there', async () => {
    const { topic, scope, consumeAll, effects, step } = await scene();
    const consumer = consumeAll();
    await kafka.produce(upTo(30).map((number) => step('a', number)));
    await eventually(async () => (await effects('a')).length === 30);
    await consumer.stop();
    const committed = await kafka.committedOffsets(scope, topic);
    expect(committed.filter((offset) => offset >= 0n)).toEqual([30n]);
  });

  it('waits for the transaction that is running', async () => {
    const { consume, effects, step, writeEffects } = await scene();
    const begun = Promise.withResolvers<void>();
    const consumer = consume(async (events, transaction) => {
      begun.resolve();
      await transaction.query('SELECT pg_sleep(0.7)');
      await writeEffects(events, transaction);
    });
    await kafka.produce([step('a', 1)]);
    await begun.promise;
    await consumer.stop();
    expect(await effects('a')).toEqual([1]);
  });
});
