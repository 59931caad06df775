import { randomUUID } from 'node:crypto';
import {
  eventually,
  FaultProxy,
  Testbed,
  type TestKafka,
  type TestPostgres,
  type TestService,
  TokenIssuer,
} from '@fairway/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let testbed: Testbed;
let postgres: TestPostgres;
let proxy: FaultProxy;
let kafka: TestKafka;
let issuer: TokenIssuer;
let service: TestService;

beforeAll(async () => {
  testbed = await Testbed.open();
  [postgres, kafka, issuer] = await Promise.all([testbed.postgres(), testbed.kafka(), TokenIssuer.start()]);
  await kafka.createTopics(['orders', 'orders.dlq', 'deliveries', 'deliveries.dlq']);
  const url = new URL(await postgres.createDatabase('orders'));
  proxy = await FaultProxy.before(Number(url.port));
  url.port = String(proxy.port);
  service = await testbed.service('order-service', {
    ...issuer.environment,
    DATABASE_URL: url.toString(),
    KAFKA_BROKERS: kafka.bootstrapServer,
  });
});

afterAll(async () => {
  await testbed.close();
  await proxy.stop();
  await issuer.stop();
});

async function place(userId: string, key: string): Promise<Response> {
  return fetch(`${service.url}/api/orders`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await issuer.tokenFor(userId)}`,
      'content-type': 'application/json',
      'idempotency-key': key,
    },
    body: JSON.stringify({ currency: 'EUR', items: [{ sku: 'tea', quantity: 2 }] }),
  });
}

const placed = (userId: string, key: string) => eventually(async () => (await place(userId, key)).status === 201);

interface Readiness {
  readonly checks: readonly { name: string; state: string; reason?: string; detail?: string }[];
}

/** Waits until the check of this name is as expected. */
function checkBecomes(name: string, expected: object) {
  return eventually(
    async () => {
      const answer = await fetch(`${service.managementUrl}/health/ready`);
      const { checks } = (await answer.json()) as Readiness;
      const check = checks.find((candidate) => candidate.name === name);
      expect(check).toMatchObject(expected);
      return { status: answer.status, ...check };
    },
    { everyMs: 200 },
  );
}

const sql = (statement: string, values: unknown[] = []) => postgres.query('orders', statement, values);

describe('while the database is read-only', () => {
  it('orders get 503 with Retry-After, readiness fails, and the same key works afterwards', async () => {
    const [userId, key] = [randomUUID(), randomUUID()];
    await placed(userId, randomUUID());
    await sql('ALTER DATABASE orders SET default_transaction_read_only = on');
    // The setting applies to new sessions; the service itself closes those that are read-only.
    await sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'order-service'`);
    const { status } = await checkBecomes('postgresql', {
      state: 'failing',
      reason: expect.stringContaining('accepts no writes'),
    });
    expect(status).toBe(503);
    const refused = await place(userId, key);
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('1');
    await postgres.query('postgres', 'ALTER DATABASE orders RESET default_transaction_read_only');
    await placed(userId, key);
    await checkBecomes('postgresql', { state: 'passing' });
  });
});

describe('while the database does not answer', () => {
  it('all requests end with 503 and Retry-After, readiness fails, and nothing is half written', async () => {
    const userId = randomUUID();
    const keys = Array.from({ length: 1_300 }, () => randomUUID());
    proxy.answer = () => undefined;
    const answers = await Promise.all(keys.map((key) => place(userId, key)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
    expect(answers.every(({ headers }) => headers.get('retry-after') === '1')).toBe(true);
    await checkBecomes('postgresql', { state: 'failing' });
    proxy.answer = (chunk) => chunk;
    proxy.cut();
    const retried = keys.slice(0, 100);
    for (const key of retried) await placed(userId, key);
    const [counts] = await sql(
      `SELECT (SELECT count(*) FROM orders WHERE user_id = $1)::integer AS orders,
              (SELECT count(*) FROM idempotency_keys WHERE user_id = $1)::integer AS keys,
              (SELECT count(*) FROM orders JOIN idempotency_keys ON order_id = id WHERE orders.user_id = $1)::integer AS both`,
      [userId],
    );
    expect(counts?.['orders']).toBe(counts?.['both']);
    expect(counts?.['keys']).toBe(counts?.['both']);
    await checkBecomes('postgresql', { state: 'passing' });
  });
});

describe('while the outbox is unusable', () => {
  it('the service is not ready and says why', async () => {
    await sql('ALTER TABLE outbox RENAME TO outbox_away');
    const { status } = await checkBecomes('outbox', {
      state: 'failing',
      reason: expect.stringContaining('relation "outbox" does not exist'),
    });
    expect(status).toBe(503);
    await sql('ALTER TABLE outbox_away RENAME TO outbox');
    await checkBecomes('outbox', { state: 'passing' });
  });

  it('because a migration is missing, the service starts, is not ready and names the table', async () => {
    await service.stop();
    await sql('ALTER TABLE outbox_dead RENAME TO outbox_dead_away');
    const started = service.restart();
    await checkBecomes('outbox', {
      state: 'failing',
      reason: expect.stringMatching(/lacks outbox_dead\..*createOutboxTables.*migrate\.js/),
    });
    await sql('ALTER TABLE outbox_dead_away RENAME TO outbox_dead');
    await started;
  });
});

describe('while Kafka is unavailable', () => {
  it('orders are accepted, and the ready service says since when nothing was published', async () => {
    await kafka.shutDown();
    expect((await place(randomUUID(), randomUUID())).status).toBe(201);
    const { status } = await checkBecomes('outbox', {
      state: 'passing',
      detail: expect.stringContaining('No event has been published for'),
    });
    expect(status).toBe(200);
    await kafka.restart();
    await eventually(async () => (await sql('SELECT 1 FROM outbox')).length === 0);
  });

  it('or frozen, a stop succeeds and leaves the events in the outbox', async () => {
    kafka.freeze();
    expect((await place(randomUUID(), randomUUID())).status).toBe(201);
    const { exited } = service;
    process.kill(service.pid, 'SIGTERM');
    expect(await exited).toBe(0);
    kafka.thaw();
    expect(await sql('SELECT 1 FROM outbox')).not.toEqual([]);
    await service.restart();
    await eventually(async () => (await sql('SELECT 1 FROM outbox')).length === 0);
  });
});

describe('while the database does not answer, a stop', () => {
  it('ends within its grace', async () => {
    proxy.answer = () => undefined;
    const answer = place(randomUUID(), randomUUID()).catch(() => undefined);
    await checkBecomes('postgresql', { state: 'failing' });
    const { exited } = service;
    process.kill(service.pid, 'SIGTERM');
    expect(await exited).toBe(0);
    await answer;
    proxy.answer = (chunk) => chunk;
    proxy.cut();
    await service.restart();
  });
});
