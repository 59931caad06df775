import { services } from '@fairway/catalog';
import { domain } from '@fairway/domain';
import type { TestPostgres } from '@fairway/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { explainedServerError, TestbedInstance } from './testbed-instance.js';

const { database } = services[domain.entity.service];
const platform = new TestbedInstance();
let postgres: TestPostgres;

beforeAll(async () => {
  ({ postgres } = await platform.open());
});

afterAll(() => platform.close());

it.each([[['journey', '00000000-0000-4000-8000-000000000000']], [['dlq', 'list']]])(
  '%j says what to do when a database refuses connections',
  async (command) => {
    await postgres.query('postgres', `ALTER DATABASE ${database} ALLOW_CONNECTIONS false`);
    const { exitCode, stderr } = await platform.fairway(command);
    await postgres.query('postgres', `ALTER DATABASE ${database} ALLOW_CONNECTIONS true`);
    expect(stderr).toMatch(explainedServerError);
    expect(exitCode).toBe(1);
  },
);
