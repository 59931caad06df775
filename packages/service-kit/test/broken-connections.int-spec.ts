import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { eventually, Testbed, type TestPostgres } from '@fairway/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
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
let proxy: Server;
let url: string;
const sockets = new Set<Socket>();
let answersSwallowed = false;
let endsNextSession = false;

beforeAll(async () => {
  testbed = await Testbed.open();
  postgres = await testbed.postgres();
  const target = new URL(await postgres.createDatabase('broken'));
  const postgresPort = Number(target.port);
  proxy = createServer((client) => {
    const server = connect(postgresPort, target.hostname);
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
    }
    client.on('data', (chunk) => server.write(chunk));
    client.on('close', () => server.destroy());
    server.on('close', () => client.destroy());
    server.on('data', (chunk) => {
      if (answersSwallowed) return;
      if (!endsNextSession || !chunk.subarray(-readyForQuery.length).equals(readyForQuery)) {
        client.write(chunk);
        return;
      }
      endsNextSession = false;
      client.end(Buffer.concat([chunk, goodbye]));
    });
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  target.port = String((proxy.address() as AddressInfo).port);
  url = target.href;
});
beforeEach(() => {
  answersSwallowed = false;
  endsNextSession = false;
});
afterEach(() => {
  for (const socket of sockets) socket.destroy();
});
afterAll(async () => {
  proxy.close();
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
  it('that goes silent fails its statement within a limit, and nobody gets it again', async () => {
    const database = await open(500);
    try {
      await database.query('SELECT 1');
      answersSwallowed = true;
      const failed = await database.query('SELECT 2').catch((error: unknown) => error);
      expect(failed).toMatchObject({ message: expect.stringContaining('Query read timeout') });
      answersSwallowed = false;
      expect(await database.query('SELECT 3 AS three')).toEqual([{ three: 3 }]);
    } finally {
      await database.destroy();
    }
  });

  it('that PostgreSQL ends while it is handed to a caller does not end the process', async () => {
    const database = await open(10_000);
    const uncaught: unknown[] = [];
    const listener = (error: unknown) => uncaught.push(error);
    process.on('uncaughtException', listener);
    try {
      for (const socket of sockets) socket.destroy();
      await eventually(() => pgPoolOf(database).totalCount === 0);
      // The chunk that makes a new connection ready is also its last.
      endsNextSession = true;
      await database.transaction((manager) => manager.query('SELECT 1')).catch(() => undefined);
      expect(await database.query('SELECT 2 AS two').catch(() => database.query('SELECT 2 AS two'))).toEqual([{ two: 2 }]);
      expect(uncaught).toEqual([]);
    } finally {
      process.off('uncaughtException', listener);
      await database.destroy();
    }
  });
});
