import { randomUUID } from 'node:crypto';
import { createInboxTables, createOutboxTables, upgradeInboxTables, upgradeOutboxTables } from '@fairway/messaging';
import { afterPgCommit, eventually, pgDatabase, Testbed } from '@fairway/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startBoxOffice, startSalesFigures } from './example.js';
import { silent as logger } from './silent-logger.js';

let testbed: Testbed;

beforeAll(async () => {
  testbed = await Testbed.open();
});

afterAll(() => testbed.close());

it('the example counts each sold ticket once', async () => {
  const [postgres, kafka] = await Promise.all([testbed.postgres(), testbed.kafka()]);
  await Promise.all([
    postgres.createDatabase('box_office'),
    postgres.createDatabase('figures'),
    kafka.createTopics(['tickets', 'tickets.dlq']),
  ]);
  const boxOfficeTables = [
    ...createOutboxTables,
    ...upgradeOutboxTables,
    'CREATE TABLE tickets (id uuid PRIMARY KEY, concert text)',
  ];
  for (const statement of boxOfficeTables) await postgres.query('box_office', statement);
  const figuresTables = [
    ...createInboxTables,
    ...upgradeInboxTables,
    'CREATE TABLE sales (concert text, tickets integer)',
  ];
  for (const statement of [...figuresTables, "INSERT INTO sales VALUES ('Aida', 0)"])
    await postgres.query('figures', statement);

  const connect = (name: string) => ({ database: pgDatabase(postgres.pool(name)), kafka: kafka.connect(), logger });
  const boxOffice = startBoxOffice(connect('box_office'), afterPgCommit);
  const figures = startSalesFigures(connect('figures'));
  const ticket = randomUUID();
  await boxOffice.sell(ticket, 'Aida');
  await expect(boxOffice.sell(ticket, 'Aida')).rejects.toThrow('unique');
  await boxOffice.sell(randomUUID(), 'Aida');

  await eventually(async () => (await postgres.query('figures', 'SELECT FROM inbox')).length === 2);
  expect(await postgres.query('figures', 'SELECT tickets FROM sales')).toEqual([{ tickets: 2 }]);
  await boxOffice.stop();
  await figures.stop();
});
