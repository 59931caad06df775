import { Testbed } from '@fairway/testkit';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { OrderFact } from '../src/analytics/daily-change.js';
import { DailyFiguresRepository } from '../src/analytics/daily-figures.repository.js';
import { migrations } from '../src/migrations.js';

const day = '2026-03-01';
let testbed: Testbed;
let database: DataSource;
let figures: DailyFiguresRepository;

beforeAll(async () => {
  testbed = await Testbed.open();
  const postgres = await testbed.postgres();
  database = new DataSource({
    type: 'postgres',
    url: await postgres.createDatabase('events'),
    migrations,
    extra: { lock_timeout: 2_000 },
  });
  await database.initialize();
  await database.runMigrations();
  figures = new DailyFiguresRepository(database);
});
afterAll(async () => {
  await database.destroy();
  await testbed.close();
});

const change = (currency: string, orders: number, totalMinor: bigint) => [{ day, currency, orders, totalMinor }];

it('two transactions that count the same days and currencies, in whatever order, never wait for each other', async () => {
  await database.transaction(async (one) => {
    await database.transaction(async (two) => {
      await figures.add(one, 'created', change('EUR', 1, 10n));
      await figures.add(two, 'created', change('USD', 2, 20n));
      await figures.add(one, 'created', change('USD', 4, 40n));
      await figures.add(two, 'created', change('EUR', 8, 80n));
    });
  });
  expect(await figures.list(day, day)).toMatchObject([
    { currency: 'EUR', ordersCreated: 9, revenueMinor: '90' },
    { currency: 'USD', ordersCreated: 6, revenueMinor: '60' },
  ]);
});

it('only created orders are revenue', async () => {
  for (const fact of ['created', 'processed', 'processed', 'cancelled'] satisfies OrderFact[]) {
    await database.transaction((manager) => figures.add(manager, fact, change('JPY', 1, 9_007_199_254_740_993n)));
  }
  expect((await figures.list(day, day)).find(({ currency }) => currency === 'JPY')).toEqual({
    day,
    currency: 'JPY',
    ordersCreated: 1,
    ordersProcessed: 2,
    ordersCancelled: 1,
    revenueMinor: '9007199254740993',
  });
});
