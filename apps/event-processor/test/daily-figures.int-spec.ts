import { Testbed } from '@fairway/testkit';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dailyChanges, type OrderFact } from '../src/analytics/daily-change.js';
import { DailyFiguresRepository } from '../src/analytics/daily-figures.repository.js';
import { service } from '../src/service.js';

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
    migrations: [...service.migrations],
    extra: { lock_timeout: 60_000 },
  });
  await database.initialize();
  await database.runMigrations({ transaction: 'each' });
  figures = new DailyFiguresRepository(database);
});
afterAll(async () => {
  await database.destroy();
  await testbed.close();
});

const placed = (fact: OrderFact, currency: string, count: number, totalMinor = 10) =>
  dailyChanges(
    fact,
    Array.from({ length: count }, () => ({ createdAt: day, currency, totalMinor })),
  );

it('transactions that count the same days and currencies in different orders never wait for each other', async () => {
  await database.transaction(async (one) => {
    await database.transaction(async (two) => {
      await figures.add(one, placed('created', 'EUR', 1));
      await figures.add(two, placed('created', 'USD', 2));
      await figures.add(one, placed('created', 'USD', 4));
      await figures.add(two, placed('created', 'EUR', 8));
    });
  });
  expect(await figures.list(day, day)).toMatchObject([
    { currency: 'EUR', ordersCreated: 9, revenueMinor: '90' },
    { currency: 'USD', ordersCreated: 6, revenueMinor: '60' },
  ]);
});

it('only created orders count as revenue', async () => {
  for (const fact of ['created', 'processed', 'processed', 'cancelled', 'undeliverable'] satisfies OrderFact[]) {
    await database.transaction((manager) => figures.add(manager, placed(fact, 'JPY', 1, Number.MAX_SAFE_INTEGER)));
  }
  expect((await figures.list(day, day)).find(({ currency }) => currency === 'JPY')).toEqual({
    day,
    currency: 'JPY',
    ordersCreated: 1,
    ordersProcessed: 2,
    ordersCancelled: 1,
    ordersUndeliverable: 1,
    revenueMinor: String(Number.MAX_SAFE_INTEGER),
  });
});
