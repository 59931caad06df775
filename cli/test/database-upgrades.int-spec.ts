import { Testbed, type TestPostgres } from '@fairway/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Databases, hasFirstDatabase, migrationsOf, owners } from './first-databases.js';

let testbed: Testbed;
let postgres: TestPostgres;
let databases: Databases;

beforeAll(async () => {
  testbed = await Testbed.open();
  postgres = await testbed.postgres();
  databases = new Databases(postgres);
});
afterAll(() => testbed.close());

it('a first database is kept of every service with later migrations', async () => {
  const forgotten: string[] = [];
  for (const { name, database } of owners) {
    if ((await migrationsOf(name)).length > 1 && !hasFirstDatabase(database)) forgotten.push(database);
  }
  expect(forgotten, 'Dump it with some rows into first-databases/<database>.sql, before its second migration').toEqual(
    [],
  );
});

describe.each(owners)('the database of $name', ({ name: service }) => {
  it('is left unchanged when its tables are newer than its migrations', async () => {
    const { name, url } = await databases.empty();
    await databases.migrate(service, url);
    const schema = await databases.schemaOf(name);
    await postgres.query(name, 'DELETE FROM migrations WHERE id > 1');
    await databases.migrate(service, url);
    expect(await databases.schemaOf(name)).toEqual(schema);
  });
});

describe.each(owners.filter(({ database }) => hasFirstDatabase(database)))(
  'the first database of $name',
  ({ name: service, database }) => {
    it('is upgraded to the state of a new one', async () => {
      const [first, fresh] = await Promise.all([databases.first(database), databases.empty()]);
      await databases.migrate(service, first.url);
      await databases.migrate(service, fresh.url);
      expect(await databases.schemaOf(first.name)).toEqual(await databases.schemaOf(fresh.name));
    });

    it('is restored when the later migrations are reverted', async () => {
      const { name, url } = await databases.first(database);
      const schema = await databases.schemaOf(name);
      await databases.migrate(service, url);
      await databases.toFirst(service, name);
      expect(await databases.schemaOf(name)).toEqual(schema);
    });
  },
);
