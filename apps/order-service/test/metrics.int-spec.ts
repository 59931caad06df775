import { randomUUID } from 'node:crypto';
import { deliveryAccepted } from '@fairway/contracts';
import {
  eventRecord,
  eventually,
  Testbed,
  type TestKafka,
  type TestPostgres,
  type TestService,
  TokenIssuer,
} from '@fairway/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';

let testbed: Testbed;
let postgres: TestPostgres;
let kafka: TestKafka;
let issuer: TokenIssuer;
let service: TestService;

beforeAll(async () => {
  testbed = await Testbed.open();
  [postgres, kafka, issuer] = await Promise.all([testbed.postgres(), testbed.kafka(), TokenIssuer.start()]);
  await kafka.createTopics(['orders', 'orders.dlq', 'deliveries', 'deliveries.dlq']);
  service = await testbed.service('order-service', {
    ...issuer.environment,
    DATABASE_URL: await postgres.createDatabase('orders'),
    KAFKA_BROKERS: kafka.bootstrapServer,
  });
});

afterAll(async () => {
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

const accepted = (orderId: string) =>
  eventRecord(deliveryAccepted, { orderId, webhookId: randomUUID(), acceptedAt: new Date().toISOString() });

it('orders_time_to_processed_seconds counts each order once, from its creation', async () => {
  const bucket = (le: string) => service.metric(`orders_time_to_processed_seconds_bucket{le="${le}"}`);
  const [old, young] = [await place(), await place()];
  await postgres.query('orders', `UPDATE orders SET created_at = now() - interval '2 minutes' WHERE id = $1`, [old]);
  const record = accepted(old);
  const traceId = randomUUID().replaceAll('-', '');
  const recorded = accepted(young);
  const headers = [...recorded.headers, ['traceparent', Buffer.from(`00-${traceId}-b7ad6b7169203331-01`)] as const];
  await kafka.produce([record, record, accepted(old), { ...recorded, headers }]);
  await eventually(async () => (await service.metric('consumer_lag_records{topic="deliveries"}')) === 0);
  await eventually(async () => (await service.metric('orders_time_to_processed_seconds_count')) >= 2);
  expect(await service.metric('orders_time_to_processed_seconds_count')).toBe(2);
  expect(await bucket('+Inf')).toBe(2);
  expect(await bucket('300')).toBe(2);
  expect(await bucket('60')).toBe(1);
  const answer = await fetch(`${service.managementUrl}/metrics`, {
    headers: { accept: 'application/openmetrics-text' },
  });
  const exemplar = new RegExp(`^orders_time_to_processed_seconds_bucket{.*} 1 # {trace_id="${traceId}"} `, 'm');
  expect(await answer.text()).toMatch(exemplar);
});

it('outbox_oldest_seconds grows while nothing can be published', async () => {
  const oldest = () => service.metric('outbox_oldest_seconds');
  await expect.poll(oldest).toBe(0);
  await kafka.shutDown();
  try {
    const beforeMs = Date.now();
    await place();
    const first = await eventually(async () => (await oldest()) || undefined);
    await place();
    await eventually(async () => (await oldest()) > first + 0.5);
    expect(await oldest()).toBeLessThanOrEqual((Date.now() - beforeMs) / 1_000);
  } finally {
    await kafka.restart();
  }
  await expect.poll(oldest, { timeout: 60_000 }).toBe(0);
});
