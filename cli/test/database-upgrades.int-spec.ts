import { execFile } from 'node:child_process';
import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { serviceNames, services, type ServiceName, topics } from '@fairway/catalog';
import {
  dataSchemaOf,
  type DailyFigures,
  type NotificationList,
  orderCreated,
  type OrderPage,
  type Tokens,
} from '@fairway/contracts';
import { Testbed, type TestPostgres } from '@fairway/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from './run-fairway.js';

/*
 * `first-databases` holds dumps, with rows, of what the first migrations created. The files never change: such
 * databases exist, and an edit to a migration that has already run would not reach them.
 */
const owners = serviceNames.flatMap((name) => {
  const { database } = services[name];
  return database === null ? [] : [{ name, database }];
});

const dumpOf = (database: string) => `${root}/cli/test/first-databases/${database}.sql`;
const dumped = owners.filter(({ database }) => existsSync(dumpOf(database)));

interface Migration {
  down(runner: Runner): Promise<void>;
}

interface Runner {
  query(sql: string): Promise<unknown>;
}

let testbed: Testbed;
let postgres: TestPostgres;

beforeAll(async () => {
  testbed = await Testbed.open();
  postgres = await testbed.postgres();
});
afterAll(() => testbed.close());

async function newDatabase(): Promise<{ name: string; url: string }> {
  const name = `db_${randomUUID().replaceAll('-', '')}`;
  return { name, url: await postgres.createDatabase(name) };
}

async function firstDatabase(database: string): Promise<{ name: string; url: string }> {
  const created = await newDatabase();
  await postgres.query(created.name, readFileSync(dumpOf(database), 'utf8'));
  return created;
}

const migrate = (service: ServiceName, url: string) =>
  promisify(execFile)(process.execPath, [`${root}/apps/${service}/dist/src/migrate.js`], {
    env: { DATABASE_URL: url },
  });

async function migrationsOf(service: ServiceName): Promise<readonly (new () => Migration)[]> {
  const script: string = `${root}/apps/${service}/dist/src/service.js`;
  const { service: defined } = (await import(script)) as { service: { migrations: readonly (new () => Migration)[] } };
  return defined.migrations;
}

const selectSchema = `
  SELECT 'column' AS kind, format('%s.%s', table_name, column_name) AS name,
         concat_ws(' ', ordinal_position, data_type, is_nullable, column_default, is_identity, generation_expression) AS definition
  FROM information_schema.columns WHERE table_schema = 'public'
  UNION ALL
  SELECT 'index', indexrelid::regclass::text, concat_ws(' ', pg_get_indexdef(indexrelid), indisvalid)
  FROM pg_index WHERE indrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)
  UNION ALL
  SELECT 'constraint', format('%s.%s', conrelid::regclass, conname), concat_ws(' ', pg_get_constraintdef(oid), convalidated)
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace
  UNION ALL
  SELECT 'table', relname, array_to_string(reloptions, ' ')
  FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
  UNION ALL
  SELECT 'function', oid::regprocedure::text, pg_get_functiondef(oid)
  FROM pg_proc WHERE pronamespace = 'public'::regnamespace
  ORDER BY kind, name`;
const schemaOf = (database: string) => postgres.query(database, selectSchema);

/** Rows that only the latest version can contain, and how the first version reads them. */
const latestRows: Record<string, { usesTheLatest: string; readBack: string; rows: unknown[] }> = {
  orders: {
    usesTheLatest: `UPDATE orders SET status = 'undeliverable' WHERE status = 'pending'`,
    readBack: 'SELECT DISTINCT status FROM orders ORDER BY status',
    rows: [{ status: 'cancelled' }, { status: 'pending' }, { status: 'processed' }],
  },
  events: {
    usesTheLatest: 'UPDATE webhook_deliveries SET withdrawn_at = now() WHERE accepted_at IS NULL',
    readBack: 'SELECT 1 FROM webhook_deliveries WHERE accepted_at IS NULL',
    rows: [],
  },
};

describe.each(owners)('the database of $name', ({ name: service, database }) => {
  it('has a dump of its first version as soon as a second migration follows', async () => {
    const { length } = await migrationsOf(service);
    expect(
      length === 1 || existsSync(dumpOf(database)),
      `Write ${dumpOf(database)}: the tables of the first migration with rows, and the table "migrations" with its row`,
    ).toBe(true);
  });

  it('is left unchanged when its tables are newer than its migrations', async () => {
    const { name, url } = await newDatabase();
    await migrate(service, url);
    const schema = await schemaOf(name);
    await postgres.query(name, 'DELETE FROM migrations WHERE id > 1');
    await migrate(service, url);
    expect(await schemaOf(name)).toEqual(schema);
  });
});

describe.each(dumped)('the first database of $name', ({ name: service, database }) => {
  it('is upgraded from the first version to the state of a new one', async () => {
    const [first, fresh] = await Promise.all([firstDatabase(database), newDatabase()]);
    await migrate(service, first.url);
    await migrate(service, fresh.url);
    expect(await schemaOf(first.name)).toEqual(await schemaOf(fresh.name));
  });

  it('can be reverted to the first version with rows that only a later version can contain', async () => {
    const { name, url } = await firstDatabase(database);
    const schema = await schemaOf(name);
    await migrate(service, url);
    const { usesTheLatest, readBack, rows } = latestRows[database] ?? {
      usesTheLatest: 'SELECT',
      readBack: 'SELECT WHERE false',
      rows: [],
    };
    await postgres.query(name, usesTheLatest);
    const runner: Runner = { query: (sql) => postgres.query(name, sql) };
    for (const Later of (await migrationsOf(service)).slice(1).reverse()) await new Later().down(runner);
    expect(await schemaOf(name)).toEqual(schema);
    expect(await postgres.query(name, readBack)).toEqual(rows);
  });
});

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
        DATABASE_URL: (await firstDatabase(database)).url,
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
