import { eventually, pgDatabase, Testbed } from '@fairway/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';

let testbed: Testbed;

beforeAll(async () => {
  testbed = await Testbed.open();
});

afterAll(() => testbed.close());

it('a transaction that is open when PostgreSQL is killed leaves nothing behind', async () => {
  const postgres = await testbed.postgres();
  await postgres.createDatabase('notes');
  await postgres.query('notes', 'CREATE TABLE notes (text text)');

  await expect(
    pgDatabase(postgres.pool('notes')).transaction(async (transaction) => {
      await transaction.query("INSERT INTO notes VALUES ('half a note')");
      await postgres.kill();
    }),
  ).rejects.toThrow();

  await postgres.restart();
  expect(await eventually(() => postgres.query('notes', 'SELECT text FROM notes'))).toEqual([]);
});
