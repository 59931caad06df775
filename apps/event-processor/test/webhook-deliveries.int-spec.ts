import { randomUUID } from 'node:crypto';
import { Testbed, type TestPostgres } from '@fairway/testkit';
import { DataSource, type EntityManager } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { migrations } from '../src/migrations.js';
import { WebhookDeliveriesRepository } from '../src/webhooks/webhook-deliveries.repository.js';

let testbed: Testbed;
let postgres: TestPostgres;
let database: DataSource;
let deliveries: WebhookDeliveriesRepository;

beforeAll(async () => {
  testbed = await Testbed.open();
  postgres = await testbed.postgres();
  const url = await postgres.createDatabase('events');
  // A claim that waits for another fails, instead of waiting for ever.
  database = new DataSource({ type: 'postgres', url, migrations, extra: { lock_timeout: 2_000 } });
  await database.initialize();
  await database.runMigrations();
  deliveries = new WebhookDeliveriesRepository(database);
});
beforeEach(() => database.query('TRUNCATE webhook_deliveries'));
afterAll(async () => {
  await database.destroy();
  await testbed.close();
});

const transaction = <T>(work: (manager: EntityManager) => Promise<T>) => database.transaction(work);
const claim = (limit = 100) => transaction((manager) => deliveries.claim(manager, limit));

async function add(count: number, orderId?: string): Promise<string[]> {
  const added = Array.from({ length: count }, () => ({
    id: randomUUID(),
    orderId: orderId ?? randomUUID(),
    eventType: 'order.created',
    body: '{"b": 1, "a":  2}',
    headers: { traceparent: 'parent' },
  }));
  await transaction((manager) => deliveries.add(manager, added));
  return added.map(({ id }) => id);
}

/** Rows of the table and entries of its indexes that a claim of `limit` reads. */
const rowsReadByClaim = (limit: number) =>
  transaction(async (manager) => {
    expect(await deliveries.claim(manager, limit)).toHaveLength(limit);
    const [row]: { count: number }[] = await manager.query(
      `SELECT (pg_stat_get_xact_tuples_returned(oid) + sum(pg_stat_get_xact_tuples_returned(indexrelid)))::integer AS count
       FROM pg_class JOIN pg_index ON indrelid = oid WHERE relname = 'webhook_deliveries' GROUP BY oid`,
    );
    return row?.count;
  });

const idsOf = (claimed: readonly { id: string }[]) => claimed.map(({ id }) => id).sort();

describe('a claim', () => {
  it('gives what was written, byte for byte', async () => {
    const [id] = await add(1);
    expect(await claim()).toEqual([
      {
        id,
        orderId: expect.any(String),
        eventType: 'order.created',
        body: '{"b": 1, "a":  2}',
        headers: { traceparent: 'parent' },
        attempts: 0,
      },
    ]);
  });

  it('passes over what another transaction is claiming, without waiting for it', async () => {
    const ids = await add(6);
    const both = await transaction(async (one) => {
      const first = await deliveries.claim(one, 3);
      return [...first, ...(await claim())];
    });
    expect(idsOf(both)).toEqual(ids.sort());
  });

  it('passes over what is claimed, until the lease has expired', async () => {
    const ids = await add(2);
    expect(idsOf(await claim())).toEqual(ids.sort());
    expect(await claim()).toEqual([]);
    const [lease] = await database.query<{ seconds: number }[]>(
      'SELECT extract(epoch FROM claimed_until - clock_timestamp())::float8 AS seconds FROM webhook_deliveries LIMIT 1',
    );
    expect(lease?.seconds).toBeGreaterThan(20);
    await database.query('UPDATE webhook_deliveries SET claimed_until = now()');
    expect(idsOf(await claim())).toEqual(ids.sort());
  });

  it('passes over what waits for a retry', async () => {
    const [id = ''] = await add(1);
    await claim();
    await transaction((manager) => deliveries.fail(manager, [{ id, error: 'status 503', retryInMs: 60_000 }]));
    expect(await claim()).toEqual([]);
    await database.query('UPDATE webhook_deliveries SET next_attempt_at = now()');
    expect(await claim()).toMatchObject([{ id, attempts: 1 }]);
  });

  it('gives the first of an order only, until that is accepted', async () => {
    const [first = '', second = ''] = await add(2, randomUUID());
    expect(idsOf(await claim())).toEqual([first]);
    expect(await claim()).toEqual([]);
    await transaction((manager) => deliveries.accept(manager, [first]));
    expect(idsOf(await claim())).toEqual([second]);
  });

  it('reads no more than it takes, however many are due', async () => {
    await add(3_000);
    const rowsRead = await rowsReadByClaim(5);
    expect(rowsRead).toBeGreaterThan(4);
    expect(rowsRead).toBeLessThan(300);
  });

  it('costs the same with 20,000 waiting, though the statistics say that no delivery waits', async () => {
    const accepted = await add(2_000);
    await transaction((manager) => deliveries.accept(manager, accepted));
    await database.query('ANALYZE webhook_deliveries');
    await add(20_000);
    const rowsRead = await rowsReadByClaim(64);
    expect(rowsRead).toBeGreaterThan(63);
    // Without the rule 64 times 20,000; what is left are the 2,000 index entries of rows that are accepted by now.
    expect(rowsRead).toBeLessThan(20_000);
  });
});

describe('an acceptance', () => {
  it('counts once, of two senders that both got through', async () => {
    const [id = ''] = await add(1);
    const accept = () => transaction((manager) => deliveries.accept(manager, [id]));
    const results = await Promise.all([accept(), accept()]);
    expect(results.map((ids) => ids.size).sort()).toEqual([0, 1]);
  });

  it('stands, though another try of the same fails later', async () => {
    const [id = ''] = await add(1);
    await transaction((manager) => deliveries.accept(manager, [id]));
    await transaction((manager) => deliveries.fail(manager, [{ id, error: 'status 500', retryInMs: 0 }]));
    expect(await database.query('SELECT attempts, last_error FROM webhook_deliveries')).toEqual([
      { attempts: 1, last_error: null },
    ]);
    expect(await claim()).toEqual([]);
  });
});

describe('pruning', () => {
  it('deletes what was accepted over 30 days ago, in batches, and nothing else', async () => {
    const [old1 = '', old2 = '', old3 = '', waiting = '', recent = ''] = await add(5);
    const long = `now() - interval '31 days'`;
    await database.query(`UPDATE webhook_deliveries SET created_at = ${long}`);
    await database.query(`UPDATE webhook_deliveries SET accepted_at = ${long} WHERE id = ANY ($1)`, [[old1, old2, old3]]);
    await transaction((manager) => deliveries.accept(manager, [recent]));
    expect(await deliveries.prune(2)).toBe(2);
    expect(await deliveries.prune(2)).toBe(1);
    expect(await deliveries.prune(2)).toBe(0);
    const left = await database.query<{ id: string }[]>('SELECT id FROM webhook_deliveries');
    expect(idsOf(left)).toEqual([waiting, recent].sort());
  });
});

describe('the backlog', () => {
  it('is how many wait, and for how long the oldest', async () => {
    expect(await deliveries.backlog()).toEqual({ waiting: 0, oldestAgeSeconds: 0 });
    const [first = ''] = await add(3);
    await database.query(`UPDATE webhook_deliveries SET created_at = now() - interval '1 hour' WHERE id = $1`, [first]);
    const { waiting, oldestAgeSeconds } = await deliveries.backlog();
    expect(waiting).toBe(3);
    expect(oldestAgeSeconds).toBeGreaterThanOrEqual(3_600);
  });
});

describe('the migration', () => {
  it('can be undone', async () => {
    await database.undoLastMigration();
    expect(await database.query(`SELECT tablename FROM pg_tables WHERE schemaname = 'public'`)).toEqual([
      { tablename: 'migrations' },
    ]);
    await database.runMigrations();
  });
});
