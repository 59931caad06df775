import { randomUUID } from 'node:crypto';
import { userRegistered } from '@fairway/contracts';
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
  await kafka.createTopics(['users', 'users.dlq']);
  service = await testbed.service('user-service', {
    ...issuer.environment,
    DATABASE_URL: await postgres.createDatabase('users'),
    KAFKA_BROKERS: kafka.bootstrapServer,
  });
});

afterAll(async () => {
  await testbed.close();
  await issuer.stop();
});

function registration() {
  const userId = randomUUID();
  const registeredAt = new Date().toISOString();
  return eventRecord(userRegistered, { userId, email: `${userId}@example.com`, name: 'Ada', registeredAt });
}

async function lag(): Promise<{ records: number; seconds: number }> {
  const [records, seconds] = await Promise.all([
    service.metric('consumer_lag_records{topic="users"}'),
    service.metric('consumer_lag_seconds{topic="users"}'),
  ]);
  return { records, seconds };
}

it('/metrics tells the lag of a consumer whose handler is stuck, also while the broker is frozen', async () => {
  await expect.poll(lag, { timeout: 60_000 }).toEqual({ records: 0, seconds: 0 });
  const client = await postgres.pool('users').connect();
  try {
    await client.query('BEGIN');
    await client.query('LOCK TABLE inbox IN ACCESS EXCLUSIVE MODE');
    await kafka.produce([1, 2, 3, 4, 5].map(registration));
    const producedAtMs = Date.now();
    const stuck = await eventually(async () => {
      const current = await lag();
      return current.records === 5 && current;
    });
    const grown = await eventually(async () => {
      const readAtMs = Date.now();
      const current = await lag();
      return current.seconds > stuck.seconds + 2 && { ...current, atLeast: (readAtMs - producedAtMs) / 1_000 };
    });
    expect(grown.records).toBe(5);
    expect(grown.seconds).toBeGreaterThanOrEqual(grown.atLeast);
    kafka.freeze();
    try {
      await eventually(async () => (await lag()).seconds > grown.seconds + 2);
      expect((await lag()).records).toBe(5);
    } finally {
      kafka.thaw();
    }
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
  await expect.poll(lag, { timeout: 120_000 }).toEqual({ records: 0, seconds: 0 });
});
