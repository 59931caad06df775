import { eventually, Testbed, type TestPostgres } from '@fairway/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { FixtureProcess } from './fixture-process.js';

let testbed: Testbed;
let postgres: TestPostgres;
let service: FixtureProcess;

const poolSize = 4;

beforeAll(async () => {
  testbed = await Testbed.open();
  postgres = await testbed.postgres();
  const env = { DATABASE_URL: await postgres.createDatabase('notes'), DATABASE_POOL_SIZE: String(poolSize) };
  await (
    await FixtureProcess.start(testbed, 'migrate', env)
  ).exited;
  service = await (await FixtureProcess.start(testbed, 'database-service', env)).listening();
});

afterAll(async () => {
  await service.stop();
  await testbed.close();
});

/** The values of the series whose names begin so. */
async function scrape(...names: string[]): Promise<Record<string, number>> {
  const lines = (await (await fetch(`${service.managementUrl}/metrics`)).text()).split('\n');
  const series = lines.filter((line) => names.some((name) => line.startsWith(name)));
  return Object.fromEntries(series.map((line) => line.split(' ')).map(([name, value]) => [name, Number(value)]));
}

const unreadable = {
  postgres_connections: NaN,
  postgres_connections_max: NaN,
  postgres_database_size_bytes: NaN,
  postgres_oldest_transaction_seconds: NaN,
};

beforeEach(async () => {
  await eventually(async () => (await scrape('postgres_connections'))['postgres_connections']);
});

describe('/metrics of a service with a database', () => {
  it('tells what the service sees of its server', async () => {
    const other = await postgres.pool('notes').connect();
    onTestFinished(() => other.release(true));
    await other.query('BEGIN');
    const { rows } = await other.query<{ max: string; bytes: string }>(
      `SELECT current_setting('max_connections') AS max, pg_database_size('notes') AS bytes, pg_sleep(0.01)`,
    );
    const values = await scrape('postgres_');
    expect(values['postgres_connections_max']).toBe(Number(rows[0]?.max));
    expect(values['postgres_connections']).toBeGreaterThanOrEqual(2);
    // Its statistics grow while it is used.
    expect(values['postgres_database_size_bytes']).toBeGreaterThan(Number(rows[0]?.bytes) / 2);
    expect(values['postgres_database_size_bytes']).toBeLessThan(Number(rows[0]?.bytes) * 2);
    const earlier = values['postgres_oldest_transaction_seconds'] ?? NaN;
    expect(earlier).toBeGreaterThan(0.01);
    await eventually(
      async () => Number((await scrape('postgres_oldest'))['postgres_oldest_transaction_seconds']) > earlier + 0.1,
    );
    await other.query('ROLLBACK');
    await eventually(async () => (await scrape('postgres_oldest'))['postgres_oldest_transaction_seconds'] === 0);
  });

  it('tells how full the pool is, and does not wait for a connection of a full one', async () => {
    expect(await scrape('db_pool_connections_max')).toEqual({ db_pool_connections_max: poolSize });
    let asleep = 3;
    // Each needs two connections until its statements time out after 10 s.
    const requests = [1, 2, 3].map(() => fetch(`${service.url}/notes/asleep`).finally(() => (asleep -= 1)));
    const full = await eventually(async () => {
      const values = await scrape('db_pool', 'postgres_');
      return values['db_pool_waiting_requests'] === 2 && values;
    });
    expect(full).toMatchObject({
      'db_pool_connections{state="used"}': poolSize,
      'db_pool_connections{state="idle"}': 0,
      ...unreadable,
    });
    expect(asleep).toBe(3);
    await Promise.all(requests);
    await eventually(async () => (await scrape('db_pool_waiting_requests'))['db_pool_waiting_requests'] === 0);
  });

  it('answers while the server is down: readiness fails, and what only the server knows is not a number', async () => {
    expect(await scrape('health_check_up')).toEqual({ 'health_check_up{check="postgresql"}': 1 });
    await postgres.kill();
    try {
      await expect
        .poll(() => scrape('health_check_up', 'postgres_'), { timeout: 60_000 })
        .toEqual({ 'health_check_up{check="postgresql"}': 0, ...unreadable });
    } finally {
      await postgres.restart();
    }
    await expect
      .poll(() => scrape('health_check_up'), { timeout: 60_000 })
      .toEqual({ 'health_check_up{check="postgresql"}': 1 });
  });
});
