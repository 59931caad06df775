import { userRegistered } from '@fairway/contracts';
import { createOutboxTables, Outbox, upgradeOutboxTables } from '@fairway/messaging';
import { Testbed, type TestPostgres } from '@fairway/testkit';
import { randomUUID } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Redacted } from '../src/config/redacted.js';
import { AfterCommit } from '../src/database/after-commit.js';
import { createDataSource } from '../src/database/data-source.js';

let testbed: Testbed;
let postgres: TestPostgres;
let database: DataSource;
let commits: AfterCommit;
let outbox: Outbox<'user.registered'>;
let wakes: number;

beforeAll(async () => {
  testbed = await Testbed.open();
  postgres = await testbed.postgres();
  const url = new Redacted(await postgres.createDatabase('shop'));
  for (const statement of [...createOutboxTables, ...upgradeOutboxTables]) await postgres.query('shop', statement);
  await postgres.query('shop', 'CREATE TABLE facts (number integer UNIQUE DEFERRABLE INITIALLY DEFERRED)');
  database = createDataSource({
    url,
    poolSize: 2,
    applicationName: 'test',
    entities: [],
    migrations: [],
    statementTimeoutMs: 10_000,
  });
  await database.initialize();
  commits = new AfterCommit(database);
});

beforeEach(async () => {
  await postgres.query('shop', 'TRUNCATE outbox, facts');
  wakes = 0;
  outbox = new Outbox({
    source: 'test',
    topicOf: () => 'users',
    produces: ['user.registered'],
    waking: { relay: { wake: () => (wakes += 1) }, afterCommit: (manager, wake) => commits.call(manager, wake) },
  });
});

afterAll(async () => {
  await database.destroy();
  await testbed.close();
});

const add = (manager: EntityManager) =>
  outbox.add(manager, userRegistered, {
    userId: randomUUID(),
    email: 'ada@example.com',
    name: 'Ada',
    registeredAt: new Date().toISOString(),
  });

const undone = new Error('undone');
/** Runs work in a transaction, or in a savepoint within one, and rolls it back. */
const rolledBack = (
  at: { transaction(work: (manager: EntityManager) => Promise<void>): Promise<void> },
  work: (manager: EntityManager) => Promise<void>,
) =>
  expect(
    at.transaction(async (manager) => {
      await work(manager);
      throw undone;
    }),
  ).rejects.toBe(undone);

const events = async () => (await postgres.query('shop', 'SELECT FROM outbox')).length;

describe('the relay of an outbox in TypeORM', () => {
  it('is woken once, after the commit', async () => {
    await database.transaction(async (manager) => {
      await add(manager);
      await add(manager);
      expect(wakes).toBe(0);
    });
    expect(wakes).toBe(1);
    expect(await events()).toBe(2);
  });

  it('is not woken after a rollback', async () => {
    await rolledBack(database, add);
    expect(wakes).toBe(0);
    expect(await events()).toBe(0);
  });

  it('is not woken after a commit that fails', async () => {
    const twice = database.transaction(async (manager) => {
      await manager.query('INSERT INTO facts VALUES (1), (1)');
      await add(manager);
    });
    await expect(twice).rejects.toThrow('unique');
    expect(wakes).toBe(0);
    expect(await events()).toBe(0);
  });

  it('wakes after the commit, not when the savepoint with the event is released', async () => {
    await database.transaction(async (manager) => {
      await manager.transaction((savepoint) => savepoint.transaction(add));
      expect(wakes).toBe(0);
    });
    expect(wakes).toBe(1);
    await rolledBack(database, (manager) => manager.transaction(add));
    expect(wakes).toBe(1);
    expect(await events()).toBe(1);
  });

  it('is not woken for an event whose savepoint rolls back although the transaction commits', async () => {
    await database.transaction((manager) => rolledBack(manager, (savepoint) => savepoint.transaction(add)));
    expect(wakes).toBe(0);
    expect(await events()).toBe(0);
    await database.transaction(async (manager) => {
      await add(manager);
      await rolledBack(manager, add);
    });
    expect(wakes).toBe(1);
    expect(await events()).toBe(1);
  });

  it('is woken only for the events of the connection’s current transaction', async () => {
    const connection = database.createQueryRunner();
    await rolledBack(connection.manager, add);
    await connection.manager.transaction(async () => undefined);
    expect(wakes).toBe(0);
    await connection.manager.transaction(add);
    expect(wakes).toBe(1);
    await connection.release();
  });
});

describe('an event', () => {
  it('is refused outside a transaction', async () => {
    const connection = database.createQueryRunner();
    const ended: EntityManager[] = [];
    await database.transaction(async (manager) => void ended.push(manager));
    await rolledBack(database, async (manager) => void ended.push(manager));
    for (const manager of [database.manager, connection.manager, ...ended]) {
      await expect(add(manager)).rejects.toThrow('There is no open transaction: pass the manager');
    }
    await connection.release();
    expect(await events()).toBe(0);
  });
});
