import type { TestPostgres } from '@fairway/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runFairway } from '../../cli/test/run-fairway.js';
import { explainedServerError, TestbedInstance } from '../../cli/test/testbed-instance.js';

const platform = new TestbedInstance();
let postgres: TestPostgres;

beforeAll(async () => {
  ({ postgres } = await platform.open());
});

afterAll(() => platform.close());

it('orders republish says what to do when the database is read-only', async () => {
  await postgres.query('postgres', 'ALTER DATABASE orders SET default_transaction_read_only = on');
  const { exitCode, stderr } = await platform.fairway(['orders', 'republish']);
  await postgres.query('postgres', 'ALTER DATABASE orders RESET default_transaction_read_only');
  expect(stderr).toMatch(explainedServerError);
  expect(stderr).toContain('read-only transaction');
  expect(exitCode).toBe(1);
});

it('orders republish says what to do when the database refuses connections', async () => {
  await postgres.query('postgres', 'ALTER DATABASE orders ALLOW_CONNECTIONS false');
  const { exitCode, stderr } = await platform.fairway(['orders', 'republish']);
  await postgres.query('postgres', 'ALTER DATABASE orders ALLOW_CONNECTIONS true');
  expect(stderr).toMatch(explainedServerError);
  expect(exitCode).toBe(1);
});

it('orders republish refuses a count beyond all bounds', async () => {
  const { exitCode, stdout, stderr } = await runFairway(['orders', 'republish', '--limit', '99999999999999999999']);
  expect(stderr).toContain('from 1 to 1000000');
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
});
