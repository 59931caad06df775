import { randomUUID } from 'node:crypto';
import { userRegistered } from '@fairway/contracts';
import type { OutgoingRecord } from '@fairway/messaging';
import { eventually, Testbed, type TestKafka, type TestService, TokenIssuer } from '@fairway/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let testbed: Testbed;
let kafka: TestKafka;
let issuer: TokenIssuer;
let service: TestService;

beforeAll(async () => {
  testbed = await Testbed.open();
  const [postgres, ...others] = await Promise.all([testbed.postgres(), testbed.kafka(), TokenIssuer.start()]);
  [kafka, issuer] = others;
  await kafka.createTopics(['users']);
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

function registration(value: string): OutgoingRecord {
  const headers = {
    ce_specversion: '1.0',
    ce_id: randomUUID(),
    ce_type: userRegistered.type,
    ce_source: 'test',
    ce_time: new Date().toISOString(),
  };
  return {
    topic: 'users',
    key: Buffer.from(randomUUID()),
    value: Buffer.from(value),
    headers: Object.entries(headers).map(([name, content]) => [name, Buffer.from(content)]),
  };
}

async function readiness() {
  const answer = await fetch(`${service.managementUrl}/health/ready`);
  const { checks } = (await answer.json()) as { checks: { name: string; reason?: string; detail?: string }[] };
  return { status: answer.status, events: checks.find(({ name }) => name === 'events') };
}

const metrics = async () => (await fetch(`${service.managementUrl}/metrics`)).text();

describe('GET /health/ready', () => {
  it('200 with a detail while dead letters cannot be written', async () => {
    await kafka.produce(
      [1, 2, 3].map(() => ({ topic: 'users', key: null, value: Buffer.from('rubbish'), headers: [] })),
    );
    const { status, events } = await eventually(async () => {
      const current = await readiness();
      return current.events?.detail === undefined ? undefined : current;
    });
    expect(status).toBe(200);
    expect(events?.detail).toContain('users.dlq');
    // Three partitions may be read one after the other.
    await expect.poll(metrics).toContain('consumer_dead_letters_waiting 3');
    await kafka.createTopics(['users.dlq']);
    await eventually(async () => (await readiness()).events?.detail === undefined);
  });

  it('200 with the cause while a run of dead letters pauses a type, until one of its events is handled', async () => {
    await kafka.produce(Array.from({ length: 12 }, () => registration('%')));
    const { status, events } = await eventually(async () => {
      const current = await readiness();
      return current.events?.detail === undefined ? undefined : current;
    });
    expect(status).toBe(200);
    expect(events?.detail).toContain('user.registered (UndecodableRecordError: The value is not JSON)');
    await expect.poll(metrics).toContain('consumer_paused{type="user.registered"} 1');
    const userId = randomUUID();
    const person = { userId, email: `${userId}@example.com`, name: 'Ada', registeredAt: new Date().toISOString() };
    await kafka.produce([registration(JSON.stringify(person))]);
    await eventually(async () => (await readiness()).events?.detail === undefined);
    await expect.poll(metrics).toContain('consumer_paused{type="user.registered"} 0');
  });
});
