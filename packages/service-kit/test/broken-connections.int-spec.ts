import { eventually, FaultProxy, Testbed, type TestPostgres } from '@fairway/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Redacted } from '../src/config/redacted.js';
import { createDataSource } from '../src/database/data-source.js';
import { pgPoolOf } from '../src/database/pg-pool.js';

// ErrorResponse, as PostgreSQL sends it when it ends a session.
const goodbye = (() => {
  const fields = Buffer.from('SFATAL\0VFATAL\0C57P01\0Mterminating connection due to administrator command\0\0');
  const length = Buffer.alloc(4);
  length.writeInt32BE(fields.length + 4);
  return Buffer.concat([Buffer.from('E'), length, fields]);
})();
const readyForQuery = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);

let testbed: Testbed;
let postgres: TestPostgres;
let proxy: FaultProxy;
let url: string;

beforeAll(async () => {
  testbed = await Testbed.open();
  postgres = await testbed.postgres();
  const address = new URL(await postgres.createDatabase('broken'));
  proxy = await FaultProxy.before(Number(address.port));
  address.port = String(proxy.port);
  url = address.href;
});
beforeEach(() => {
  proxy.answer = (chunk) => chunk;
});
afterAll(async () => {
  await proxy.stop();
  await testbed.close();
});

const open = (statementTimeoutMs: number) =>
  createDataSource({
    url: new Redacted(url),
    poolSize: 1,
    applicationName: 'broken-connections',
    entities: [],
    migrations: [],
    statementTimeoutMs,
  }).initialize();

describe('a database connection', () => {
  it('that stops answering fails its statement within a limit and is not reused', async () => {
    // Time enough for the statements that are answered, on a busy machine too.
    const database = await open(5_000);
    try {
      await database.query('SELECT 1');
      proxy.answer = () => undefined;
      const failed = await database.query('SELECT 2').catch((error: unknown) => error);
      expect(failed).toMatchObject({ message: expect.stringContaining('Query read timeout') });
      proxy.answer = (chunk) => chunk;
      expect(await database.query('SELECT 3 AS three')).toEqual([{ three: 3 }]);
    } finally {
      await database.destroy();
    }
  });

  it('that PostgreSQL closes while a caller uses it does not crash the process', async () => {
    const database = await open(10_000);
    const uncaught: unknown[] = [];
    const listener = (error: unknown) => uncaught.push(error);
    process.on('uncaughtException', listener);
    try {
      proxy.cut();
      await eventually(() => pgPoolOf(database).totalCount === 0);
      // The chunk that completes a new connection is also its last.
      proxy.answer = (chunk) => {
        if (!chunk.subarray(-readyForQuery.length).equals(readyForQuery)) return chunk;
        proxy.answer = (later) => later;
        return Buffer.concat([chunk, goodbye]);
      };
      await database.transaction((manager) => manager.query('SELECT 1')).catch(() => undefined);
      expect(await database.query('SELECT 2 AS two').catch(() => database.query('SELECT 2 AS two'))).toEqual([
        { two: 2 },
      ]);
      expect(uncaught).toEqual([]);
    } finally {
      process.off('uncaughtException', listener);
      await database.destroy();
    }
  });

  it('whose session is still read-only is lent once and then closed', async () => {
    await postgres.query('broken', 'CREATE TABLE notes (id integer)');
    await postgres.query('broken', 'ALTER DATABASE broken SET default_transaction_read_only = on');
    const database = await open(10_000);
    const write = () => database.transaction((manager) => manager.query('INSERT INTO notes VALUES (1)'));
    try {
      await postgres.query('postgres', 'ALTER DATABASE broken RESET default_transaction_read_only');
      await expect(write()).rejects.toMatchObject({ code: '25006' });
      await write();
      // A healthy one stays, also after a statement that was at fault itself.
      const session = () => database.query('SELECT pg_backend_pid()');
      const before = await session();
      await expect(database.transaction((manager) => manager.query('SELECT 1 / 0'))).rejects.toMatchObject({
        code: '22012',
      });
      await write();
      expect(await session()).toEqual(before);
    } finally {
      await database.destroy();
    }
  });

  it('that was released within a transaction is not lent again', async () => {
    const database = await open(10_000);
    try {
      const runner = database.createQueryRunner();
      await runner.query('BEGIN');
      await expect(runner.query('SELECT 1 / 0')).rejects.toMatchObject({ code: '22012' });
      await runner.release();
      expect(await database.query('SELECT 4 AS four')).toEqual([{ four: 4 }]);
    } finally {
      await database.destroy();
    }
  });
});
