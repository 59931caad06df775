import { randomUUID } from 'node:crypto';
import {
  eventually,
  pgDatabase,
  Testbed,
  type TestKafka,
  type TestPostgres,
  type TestService,
  TokenIssuer,
} from '@fairway/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import pg from 'pg';
import { republishOrders } from '../src/republish-orders.js';

let testbed: Testbed;
let postgres: TestPostgres;
let kafka: TestKafka;
let issuer: TokenIssuer;
let service: TestService;
let pool: pg.Pool;

beforeAll(async () => {
  testbed = await Testbed.open();
  [postgres, kafka, issuer] = await Promise.all([testbed.postgres(), testbed.kafka(), TokenIssuer.start()]);
  await kafka.createTopics(['orders', 'orders.dlq', 'deliveries', 'deliveries.dlq']);
  const url = await postgres.createDatabase('orders');
  pool = new pg.Pool({ connectionString: url });
  service = await testbed.service('order-service', {
    ...issuer.environment,
    DATABASE_URL: url,
    KAFKA_BROKERS: kafka.bootstrapServer,
  });
});

afterAll(async () => {
  await pool.end();
  await testbed.close();
  await issuer.stop();
});

async function place(): Promise<string> {
  const answer = await fetch(`${service.url}/api/orders`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await issuer.tokenFor(randomUUID())}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify({ currency: 'EUR', items: [{ sku: 'tea', quantity: 2 }] }),
  });
  return ((await answer.json()) as { id: string }).id;
}

const setAge = (id: string, age: string) =>
  postgres.query('orders', 'UPDATE orders SET created_at = now() - $2::interval WHERE id = $1', [id, age]);
const republish = (dryRun = false) =>
  pgDatabase(pool).transaction((transaction) =>
    republishOrders(transaction, { olderThanMs: 3_600_000, limit: 10, dryRun }),
  );

it('republishes the event of a long-pending order under its original id', async () => {
  const records = await kafka.follow('orders');
  const [stuck, young, cancelled, forgotten] = await Promise.all([place(), place(), place(), place()]);
  await eventually(() => records.length === 4);
  await setAge(stuck, '2 hours');
  await setAge(cancelled, '2 hours');
  await setAge(forgotten, '31 days');
  await postgres.query('orders', `UPDATE orders SET status = 'cancelled' WHERE id = $1`, [cancelled]);
  const oldestPendingSeconds = async () => {
    const metrics = await (await fetch(`${service.managementUrl}/metrics`)).text();
    return Number(/^orders_oldest_pending_seconds (\S+)$/m.exec(metrics)?.[1]);
  };
  await expect.poll(oldestPendingSeconds).toBeGreaterThan(30 * 24 * 3_600);

  expect((await republish(true)).map(({ orderId }) => orderId)).toEqual([stuck]);
  await kafka.shutDown();
  expect((await republish()).map(({ orderId }) => orderId)).toEqual([stuck]);
  // Its event now waits in the outbox.
  expect(await republish()).toEqual([]);
  await kafka.restart();
  const again = await eventually(() => records.filter(({ key }) => key?.toString() === stuck)[1]);
  expect(new Map(again.headers).get('ce_id')?.toString()).toBe(stuck);
  expect(new Map(records[0]?.headers).get('ce_id')?.toString()).toBe(records[0]?.key?.toString());
  expect(records.filter(({ key }) => key?.toString() === young)).toHaveLength(1);
});
