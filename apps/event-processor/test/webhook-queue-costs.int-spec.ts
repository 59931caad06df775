import { randomUUID } from 'node:crypto';
import { Testbed } from '@fairway/testkit';
import { DataSource, type EntityManager } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { service } from '../src/service.js';
import { WebhookDeliveriesRepository } from '../src/webhooks/webhook-deliveries.repository.js';

const many = 100_000;
const batch = 64;
let testbed: Testbed;
let database: DataSource;
let deliveries: WebhookDeliveriesRepository;

beforeAll(async () => {
  testbed = await Testbed.open();
  const postgres = await testbed.postgres();
  await postgres.withoutAutovacuum();
  database = new DataSource({
    type: 'postgres',
    url: await postgres.createDatabase('events'),
    migrations: [...service.migrations],
  });
  await database.initialize();
  await database.runMigrations({ transaction: 'each' });
  deliveries = new WebhookDeliveriesRepository(database);
});
afterAll(async () => {
  await database.destroy();
  await testbed.close();
});

interface Waiting {
  readonly ids: readonly string[];
  readonly orderIds: readonly string[];
  readonly dueFrom: Date;
}

/** A table whose statistics say that it is empty. */
async function emptied(): Promise<void> {
  await database.query('TRUNCATE webhook_deliveries');
  await database.query('ANALYZE webhook_deliveries');
}

async function add(count: number, attempts = 0): Promise<Waiting> {
  const rows: { id: string; order_id: string; due_since: Date }[] = await database.query(
    `INSERT INTO webhook_deliveries (id, order_id, event_type, payload, headers, attempts)
     SELECT gen_random_uuid(), gen_random_uuid(), 'order.created', '{}', '{}', $2 FROM generate_series(1, $1)
     RETURNING id, order_id, due_since`,
    [count, attempts],
  );
  const dueFrom = rows[0]?.due_since ?? new Date();
  return { ids: rows.map(({ id }) => id), orderIds: rows.map((row) => row.order_id), dueFrom };
}

const failure = { error: 'status 503', retryInMs: 1_000 };
const cancellationOf = (orderId: string) => ({
  id: randomUUID(),
  orderId,
  eventType: 'order.cancelled',
  body: '{}',
  headers: {},
});

const statements: Record<string, (manager: EntityManager, some: Waiting) => Promise<unknown>> = {
  claim: (manager, { dueFrom }) => deliveries.claim(manager, { limit: batch, retriesMax: batch, dueFrom }),
  accept: (manager, { ids }) =>
    deliveries.settle(
      manager,
      ids.map((id) => ({ id })),
    ),
  fail: (manager, { ids }) =>
    deliveries.settle(
      manager,
      ids.map((id) => ({ id, failure })),
    ),
  'give up': (manager) => deliveries.giveUp(manager, 72, batch),
  cancel: (manager, { orderIds }) => deliveries.cancel(manager, orderIds.map(cancellationOf)),
};

/** Table rows and index entries that each statement reads; its writes are rolled back. */
async function rowsRead(some: Waiting): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  const runner = database.createQueryRunner();
  const total = async () => {
    const [row]: { count: number }[] = await runner.query(
      `SELECT (pg_stat_get_xact_tuples_returned(oid) + sum(pg_stat_get_xact_tuples_returned(indexrelid)))::integer AS count
       FROM pg_class JOIN pg_index ON indrelid = oid WHERE relname = 'webhook_deliveries' GROUP BY oid`,
    );
    return row?.count ?? 0;
  };
  for (const [name, run] of Object.entries(statements)) {
    await runner.startTransaction();
    const before = await total();
    await run(runner.manager, some);
    counts[name] = (await total()) - before;
    await runner.rollbackTransaction();
  }
  await runner.release();
  return counts;
}

const few = expect.toSatisfy((count: number) => count < 1_000);
const fewEach = Object.fromEntries(Object.keys(statements).map((name) => [name, few]));

describe("the queue's statements read a few rows per delivery when the statistics say that it is empty", () => {
  it.each([
    ['never tried', 0],
    ['tried before', 3],
  ])('while 100,000 wait that were %s', async (_, attempts) => {
    await emptied();
    await add(many, attempts);
    expect(await rowsRead(await add(batch))).toEqual(fewEach);
  });

  it('while an old snapshot keeps 100,000 accepted ones from being removed', async () => {
    await emptied();
    const reader = database.createQueryRunner();
    await reader.startTransaction('REPEATABLE READ');
    await reader.query('SELECT FROM webhook_deliveries');
    await add(many);
    await database.query('UPDATE webhook_deliveries SET accepted_at = clock_timestamp()');
    expect(await rowsRead(await add(batch))).toEqual(fewEach);
    await reader.rollbackTransaction();
    await reader.release();
  });
});

it('the backlog is counted up to 10,000 of each kind', async () => {
  await emptied();
  await add(10_010);
  await add(10_020, 3);
  expect((await deliveries.backlog()).waiting).toBe(20_000);
});
