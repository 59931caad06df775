import { services } from '@fairway/catalog';
import { domain } from '@fairway/domain';
import { Testbed, type TestPostgres } from '@fairway/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TestbedInstance } from './testbed-instance.js';

const { database } = services[domain.entity.service];
const platform = new TestbedInstance();
let testbed: Testbed;
let postgres: TestPostgres;

beforeAll(async () => {
  testbed = await Testbed.open();
  const servers = await Promise.all([testbed.postgres(), testbed.kafka()]);
  [postgres] = servers;
  await platform.prepare(servers[1], postgres);
});

afterAll(async () => {
  await platform.remove();
  await testbed.close();
});

const explained = expect.stringMatching(
  /^✗ Kafka or a database failed\.\n {2}[^\n]+\n {2}→ Check `.\/fairway status`/m,
);

it.each([[['journey', '00000000-0000-4000-8000-000000000000']], [['dlq', 'list']]])(
  '%j says what to do when a database refuses connections',
  async (command) => {
    await postgres.query('postgres', `ALTER DATABASE ${database} ALLOW_CONNECTIONS false`);
    const { exitCode, stderr } = await platform.fairway(command);
    await postgres.query('postgres', `ALTER DATABASE ${database} ALLOW_CONNECTIONS true`);
    expect(stderr).toEqual(explained);
    expect(exitCode).toBe(1);
  },
);
