import { randomUUID } from 'node:crypto';
import { defineEvent } from '@fairway/contracts';
import { eventually, pgDatabase, Testbed, type TestKafka } from '@fairway/testkit';
import type { Pool } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  countDeadEvents,
  type DeadEvent,
  discardDeadEvent,
  Outbox,
  OutboxRelay,
  publishDeadEvent,
  readDeadEvents,
  readInbox,
  readUnpublishedEvents,
  replayCountHeader,
  type Transaction,
  waitsInOutbox,
} from '../src/index.js';
import { OutboxQueue } from '../src/outbox/outbox-queue.js';
import { silent } from './silent-logger.js';
import { inboxTables, outboxTables } from './tables.js';

const placed = defineEvent({
  type: 'order.created',
  version: 1,
  data: z.object({ key: z.string(), about: z.object({ ticketId: z.string() }) }),
  key: (data) => data.key,
  logFields: () => ({}),
});

let testbed: Testbed;
let kafka: TestKafka;
let pool: Pool;
let topic: string;
let outbox: Outbox<'order.created'>;
let relay: OutboxRelay;

beforeAll(async () => {
  testbed = await Testbed.open();
  const [postgres, server] = await Promise.all([testbed.postgres(), testbed.kafka()]);
  kafka = server;
  await postgres.createDatabase('shop');
  pool = postgres.pool('shop');
  for (const statement of [...outboxTables, ...inboxTables]) await pool.query(statement);
});

beforeEach(async () => {
  topic = `topic-${randomUUID()}`;
  await kafka.createTopics([topic]);
  outbox = new Outbox({ source: 'test', topicOf: () => topic, produces: ['order.created'] });
  relay = new OutboxRelay({ database: pgDatabase(pool), kafka: kafka.connect(), logger: silent, pollMs: 50 });
});

afterEach(async () => {
  await relay.stop();
  await pool.query('TRUNCATE outbox, outbox_dead, inbox');
});

afterAll(() => testbed.close());

const within = <T>(work: (transaction: Transaction) => Promise<T>) => pgDatabase(pool).transaction(work);
const add = (key: string, ticketId = 'none') =>
  within((transaction) => outbox.add(transaction, placed, { key, about: { ticketId } }));

async function addDead(key: string): Promise<DeadEvent> {
  await add(key);
  return makeDeadEvent();
}

/** Moves the event in the outbox to outbox_dead, as the relay does when the broker refuses it permanently. */
async function makeDeadEvent(): Promise<DeadEvent> {
  const {
    rows: [row],
  } = await pool.query<{ seq: string; id: string }>('SELECT seq, id FROM outbox');
  const [dead] = await within(async (transaction) => {
    await new OutboxQueue().moveToDead(transaction, { seq: row?.seq ?? '' }, 'too large');
    return readDeadEvents(transaction, row?.id);
  });
  if (dead === undefined) throw new Error('The event is not in outbox_dead.');
  return dead;
}

const deadEvents = () => within((transaction) => readDeadEvents(transaction));
const unpublished = (id?: string) => within((transaction) => readUnpublishedEvents(transaction, id));

describe('an event that no broker accepts', () => {
  it('is published again after what its key has written since, and counts its replays', async () => {
    const records = await kafka.follow(topic);
    const dead = await addDead('a');
    expect(dead).toMatchObject({
      topic,
      key: 'a',
      type: 'order.created',
      replays: 0,
      diedAt: expect.any(Date),
      cause: 'too large',
    });
    expect(await unpublished('a')).toMatchObject([
      { eventId: dead.id, eventType: 'order.created', cause: 'too large' },
    ]);
    await add('a');
    expect(await within((transaction) => publishDeadEvent(transaction, dead.id))).toBe(true);
    expect(await within((transaction) => publishDeadEvent(transaction, dead.id))).toBe(false);
    expect(await deadEvents()).toEqual([]);
    relay.start();
    await eventually(() => records.length === 2);
    const headers = records.map((record) => new Map(record.headers.map(([name, value]) => [name, value?.toString()])));
    expect(headers[1]?.get('ce_id')).toBe(dead.id);
    expect(headers.map((of) => of.get(replayCountHeader))).toEqual([undefined, '1']);
    await eventually(async () => (await unpublished()).length === 0);
  });

  it('keeps its count when it comes back', async () => {
    const { id } = await addDead('a');
    await within((transaction) => publishDeadEvent(transaction, id));
    expect(await makeDeadEvent()).toMatchObject({ id, replays: 1 });
  });

  it('is given up once', async () => {
    const { id } = await addDead('a');
    await addDead('b');
    expect(await within(countDeadEvents)).toBe(2);
    expect(await within((transaction) => discardDeadEvent(transaction, id))).toBe(true);
    expect(await within((transaction) => discardDeadEvent(transaction, id))).toBe(false);
    expect(await within((transaction) => readDeadEvents(transaction, id))).toEqual([]);
    expect((await deadEvents()).map((dead) => dead.key)).toEqual(['b']);
  });
});

describe('unpublished events', () => {
  it('are found by key or by an id in their data, never by a part of one', async () => {
    await add('a');
    await add('b', 'ticket-7');
    const [ofKey, ofData] = [await unpublished('a'), await unpublished('ticket-7')];
    expect([ofKey.length, ofData.length]).toEqual([1, 1]);
    expect(ofKey[0]?.eventId).not.toBe(ofData[0]?.eventId);
    expect(await unpublished('ticket')).toEqual([]);
    expect(await unpublished()).toHaveLength(2);
  });

  it('are visible to a service’s own statement', async () => {
    await add('a');
    const [event] = await unpublished('a');
    const waits = async (id: string) =>
      (await pool.query(`SELECT ${waitsInOutbox('events.id')} AS waits FROM (SELECT $1::uuid) AS events (id)`, [id]))
        .rows;
    expect(await waits(event?.eventId ?? '')).toEqual([{ waits: true }]);
    expect(await waits(randomUUID())).toEqual([{ waits: false }]);
  });
});

describe('the inbox', () => {
  it('lists what was handled of a key since a time', async () => {
    const insert = `INSERT INTO inbox (consumer, event_id, event_type, key, topic, partition, record_offset, handled_at)
                    VALUES ('test', $1, 'order.created', $2, 'orders', 2, 7, $3)`;
    const [id, older, other] = [randomUUID(), randomUUID(), randomUUID()];
    const handledAt = new Date();
    await pool.query(insert, [id, 'a', handledAt]);
    await pool.query(insert, [older, 'a', new Date(handledAt.getTime() - 120_000)]);
    await pool.query(insert, [other, 'b', handledAt]);
    const since = new Date(handledAt.getTime() - 60_000);
    const handled = await within((transaction) => readInbox(transaction, { since, keys: ['a', 'c'] }));
    expect(handled).toEqual([
      {
        consumer: 'test',
        eventId: id,
        eventType: 'order.created',
        key: 'a',
        topic: 'orders',
        partition: 2,
        offset: '7',
        handledAt,
      },
    ]);
  });
});
