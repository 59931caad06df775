import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { type ServiceName, topics } from '@fairway/catalog';
import {
  dataSchemaOf,
  type DailyFigures,
  type NotificationList,
  orderCreated,
  type OrderPage,
  type Tokens,
} from '@fairway/contracts';
import { Testbed, type TestPostgres } from '@fairway/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Databases } from '../../cli/test/first-databases.js';

let testbed: Testbed;
let postgres: TestPostgres;
let databases: Databases;

beforeAll(async () => {
  testbed = await Testbed.open();
  postgres = await testbed.postgres();
  databases = new Databases(postgres);
});
afterAll(() => testbed.close());

it.each([
  {
    service: 'order-service',
    database: 'orders',
    usesTheLatest: `UPDATE orders SET status = 'undeliverable' WHERE status = 'pending'`,
    readBack: 'SELECT DISTINCT status FROM orders ORDER BY status',
    rows: [{ status: 'cancelled' }, { status: 'pending' }, { status: 'processed' }],
  },
  {
    service: 'event-processor',
    database: 'events',
    usesTheLatest: 'UPDATE webhook_deliveries SET withdrawn_at = now() WHERE accepted_at IS NULL',
    readBack: 'SELECT 1 FROM webhook_deliveries WHERE accepted_at IS NULL',
    rows: [],
  },
] as const)(
  'the database of $service can be reverted to the first version with rows that only a later version can contain',
  async ({ service, database, usesTheLatest, readBack, rows }) => {
    const { name, url } = await databases.first(database);
    const schema = await databases.schemaOf(name);
    await databases.migrate(service, url);
    await postgres.query(name, usesTheLatest);
    await databases.toFirst(service, name);
    expect(await databases.schemaOf(name)).toEqual(schema);
    expect(await postgres.query(name, readBack)).toEqual(rows);
  },
);

const userId = '019aa000-0000-7000-8000-0000000000aa';
const day = '2026-11-20';
const orderId = (number: number) => `019aa000-0000-7000-8000-00000000000${number}`;
const eventId = (number: number) => `019aa000-0000-7000-8000-0000000000e${number}`;

it('the services serve the first databases and finish their open work', { timeout: 180_000 }, async () => {
  const kafka = await testbed.kafka();
  // One partition, so that handling a later event proves that the earlier ones were handled.
  await kafka.createTopics(
    Object.keys(topics).flatMap((name) => [name, `${name}.dlq`]),
    1,
  );
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  const partner = await testbed.standIn('partner-sandbox', { PARTNER_WEBHOOK_SECRET: secret });
  try {
    // The event of order 4 arrives again; the inbox already has it.
    const data = {
      orderId: orderId(4),
      userId,
      currency: 'EUR',
      totalMinor: 900,
      createdAt: `${day}T10:00:00.000Z`,
      items: [],
    };
    const headers = {
      ce_specversion: '1.0',
      ce_id: eventId(4),
      ce_type: orderCreated.type,
      ce_source: 'test',
      ce_time: data.createdAt,
      ce_dataschema: dataSchemaOf(orderCreated),
    };
    await kafka.produce([
      {
        topic: 'orders',
        key: Buffer.from(data.orderId),
        value: Buffer.from(JSON.stringify(data)),
        headers: Object.entries(headers).map(([name, value]) => [name, Buffer.from(value)]),
      },
    ]);
    const tokens = { TOKEN_ISSUER: 'https://auth.test', TOKEN_AUDIENCE: 'fairway' };
    const start = async (service: ServiceName, database: string, environment: Record<string, string>) =>
      testbed.service(service, {
        ...tokens,
        ...environment,
        DATABASE_URL: (await databases.first(database)).url,
        KAFKA_BROKERS: kafka.bootstrapServer,
      });
    const { privateKey } = generateKeyPairSync('ed25519');
    const auth = await start('auth-service', 'auth', {
      TOKEN_SIGNING_KEY: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    });
    const keys = { AUTH_JWKS_URL: `${auth.url}/.well-known/jwks.json` };
    const [users, orders, events] = await Promise.all([
      start('user-service', 'users', keys),
      start('order-service', 'orders', keys),
      start('event-processor', 'events', {
        ...keys,
        PARTNER_WEBHOOK_URL: `${partner.url}/webhooks`,
        PARTNER_WEBHOOK_SECRET: secret,
      }),
    ]);

    const login = await fetch(`${auth.url}/api/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'ada@example.com', password: 'the first password of all' }),
    });
    expect(login.status).toBe(200);
    const { accessToken } = (await login.json()) as Tokens;
    const get = async <Answer>(url: string): Promise<Answer> => {
      const answer = await fetch(url, { headers: { authorization: `Bearer ${accessToken}` } });
      expect(answer.status).toBe(200);
      return (await answer.json()) as Answer;
    };
    expect(await get(`${users.url}/api/users/me`)).toMatchObject({ id: userId, name: 'Ada' });

    const statuses = async () => (await get<OrderPage>(`${orders.url}/api/orders`)).items.map(({ status }) => status);
    await expect
      .poll(statuses, { timeout: 60_000 })
      .toEqual(['cancelled', 'processed', 'processed', 'processed', 'processed']);
    const webhooks = (await (await fetch(`${partner.url}/webhooks`)).json()) as {
      items: { orderId: string; deliveries: number }[];
    };
    expect(webhooks.items.map((webhook) => webhook.orderId).sort()).toEqual([1, 2, 3].map(orderId));

    const figures = () => get<DailyFigures>(`${events.url}/api/analytics/orders/daily?from=${day}&to=${day}`);
    await expect
      .poll(async () => (await figures()).items, { timeout: 60_000 })
      .toEqual([
        expect.objectContaining({ ordersCreated: 5, ordersProcessed: 4, ordersCancelled: 1, ordersUndeliverable: 0 }),
      ]);
    const notified = async () =>
      (await get<NotificationList>(`${events.url}/api/notifications`)).items.map(({ id }) => id);
    const told = ['019aa000-0000-7000-8000-0000000000f0', '019aa000-0000-7000-8000-0000000000f1'];
    await expect.poll(notified, { timeout: 60_000 }).toEqual(expect.arrayContaining(told));
  } finally {
    await partner.stop();
  }
});
