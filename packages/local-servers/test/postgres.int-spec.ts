import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { cp, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { freePorts, spawnServer, startPostgres, type PostgresServer, type StartPostgresOptions } from '../src/index.js';
import { nodeEntryArgs } from '../src/node-entry.js';
import { findPostgresBinaries } from '../src/postgres-binaries.js';
import { postgresProcesses } from '../src/postgres-processes.js';
import { prepareData } from '../src/postgres-data.js';
import { countStarts } from './example.js';
import { createScratch, type Scratch } from './scratch.js';

const isRoot = process.getuid?.() === 0;

let scratch: Scratch;
let dataFolder: string;
const running: PostgresServer[] = [];
beforeAll(async () => {
  scratch = await createScratch();
  dataFolder = join(scratch.folder, 'data');
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
});
afterAll(() => scratch[Symbol.asyncDispose]());

async function start(overrides: Partial<StartPostgresOptions> = {}): Promise<PostgresServer> {
  const [port = 0] = await freePorts(1);
  const server = await startPostgres({
    dataFolder,
    port,
    password: 'pass:word/1',
    logFile: join(scratch.folder, 'postgres.log'),
    watchdog: scratch.watchdog,
    durable: false,
    ...overrides,
  });
  running.push(server);
  return server;
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** A session that computes, and its outcome. */
async function work(server: PostgresServer): Promise<{ outcome: Promise<string> }> {
  const client = new pg.Client({ connectionString: server.url() });
  client.on('error', () => {});
  await client.connect();
  const outcome = client.query('SELECT count(*) FROM generate_series(1, 1000000000000)').then(
    () => 'done',
    () => 'lost',
  );
  const working = `SELECT FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%generate_series%' AND pid <> pg_backend_pid()`;
  await expect.poll(() => query(server.url(), working)).toHaveLength(1);
  return { outcome };
}

const show = async (server: PostgresServer, setting: string) =>
  Object.values((await query(server.url(), `SHOW ${setting}`))[0] ?? {})[0];

describe('a new server', () => {
  test.runIf(isRoot)('does not run as root, even when its folder is below one that is closed to others', async () => {
    const server = await start();
    const uids = /^Uid:\s+(\d+)\s+(\d+)/m.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'));
    expect([Number(uids?.[1]), Number(uids?.[2])]).not.toContain(0);
  });

  test('accepts passwords only, on 127.0.0.1 only', async () => {
    const server = await start();
    expect(await query(server.url(), 'SELECT current_user, inet_server_addr()::text')).toEqual([
      { current_user: 'fairway', inet_server_addr: '127.0.0.1/32' },
    ]);
    await expect(query(server.url('postgres', { user: 'fairway', password: 'wrong' }), 'SELECT 1')).rejects.toThrow(
      'password authentication failed',
    );
    expect(await show(server, 'listen_addresses')).toBe('127.0.0.1');
    expect(await show(server, 'unix_socket_directories')).toBe('');
  });

  test('stores UTF-8 with a sort order that does not depend on the host', async () => {
    const server = await start();
    const columns = 'pg_encoding_to_char(encoding) AS encoding, datlocprovider AS provider, datlocale AS locale';
    expect(await query(server.url(), `SELECT ${columns} FROM pg_database WHERE datname = 'postgres'`)).toEqual([
      { encoding: 'UTF8', provider: 'b', locale: 'C.UTF-8' },
    ]);
  });

  test.each([
    [true, 'on'],
    [false, 'off'],
  ])('with durable %s has fsync %s', async (durable, setting) => {
    const server = await start({ durable, maxConnections: 77 });
    const settings = ['fsync', 'full_page_writes', 'synchronous_commit', 'max_connections'];
    expect(await Promise.all(settings.map((name) => show(server, name)))).toEqual([setting, setting, 'on', '77']);
  });

  test('does not log personal data of a failed statement', async () => {
    const server = await start();
    await query(server.url(), 'CREATE TABLE people (email text PRIMARY KEY)');
    const insert = `INSERT INTO people VALUES ('secret@example.com')`;
    await query(server.url(), insert);
    await expect(query(server.url(), insert)).rejects.toThrow('duplicate key');
    const log = (await server.lastLogLines(100)).join('\n');
    expect(log).toContain('duplicate key');
    expect(log).not.toContain('secret@example.com');
  });
});

describe('data', () => {
  test('is kept by the example of the README, whose server ends with its watchdog', async () => {
    const folder = join(scratch.folder, 'example');
    expect([await countStarts(folder), await countStarts(folder)]).toEqual([1, 2]);
    expect(await postgresProcesses(join(folder, 'data'))).toEqual({ postmaster: undefined, orphans: [] });
  });

  test('survives a clean stop', async () => {
    const server = await start();
    await query(server.url(), 'CREATE TABLE kept AS SELECT 1 AS n');
    await server.stop();
    expect(await server.exited).toBe(0);
    expect(await query((await start()).url(), 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
  });

  test('survives a kill while a query runs', async () => {
    const server = await start();
    await query(server.url(), 'CREATE TABLE survives AS SELECT 2 AS n');
    const { outcome } = await work(server);
    process.kill(server.pid, 'SIGKILL');
    expect([await outcome, await server.exited]).toEqual(['lost', 'SIGKILL']);
    expect(await query((await start()).url(), 'SELECT n FROM survives')).toEqual([{ n: 2 }]);
  });

  test('is not blocked by a query of a server that was killed together with its owner', async () => {
    const owner = spawn(process.execPath, [
      ...nodeEntryArgs('../test/owner-main'),
      'is killed after PostgreSQL, which was working',
      scratch.folder,
    ]);
    expect((await once(owner, 'exit'))[1]).toBe('SIGKILL');
    const folder = join(scratch.folder, 'postgres');
    await expect.poll(async () => (await postgresProcesses(folder)).postmaster).toBeUndefined();
    expect((await postgresProcesses(folder)).orphans).not.toEqual([]);
    await expect(start({ dataFolder: folder, password: 'secret' })).resolves.toMatchObject({ pid: expect.any(Number) });
  });

  test('is not used by processes of a killed server that is not started again', async () => {
    const server = await start();
    await work(server);
    process.kill(server.pid, 'SIGKILL');
    await server.stop();
    expect(await postgresProcesses(dataFolder)).toEqual({ postmaster: undefined, orphans: [] });
  });

  test('is not blocked by a lock file whose pid is now another process', async () => {
    await (await start()).stop();
    const { uid, gid } = await stat(dataFolder); // PostgreSQL ignores processes of other users
    const sleep = {
      name: 'sleep',
      command: 'sleep',
      args: ['60'],
      env: {},
      logFile: join(scratch.folder, 'sleep.log'),
      graceMs: 0,
    };
    const other = await spawnServer({ ...sleep, ...(isRoot && { uid, gid }), watchdog: scratch.watchdog });
    await writeFile(join(dataFolder, 'postmaster.pid'), `${other.pid}\n${dataFolder}\n`);
    await expect(start()).resolves.toMatchObject({ pid: expect.any(Number) });
    await other.stop();
  });

  test('is created completely or not at all: leftovers of a killed initdb are removed', async () => {
    const folder = join(scratch.folder, 'interrupted');
    await mkdir(join(`${folder}.init`, 'data', 'base'), { recursive: true });
    await start({ dataFolder: folder });
    expect((await readdir(scratch.folder)).filter((name) => name.startsWith('interrupted'))).toEqual(['interrupted']);
  });
});

describe('a start is refused', () => {
  test('on a taken port, naming the process', async () => {
    const server = await start();
    await expect(start({ dataFolder: join(scratch.folder, 'second'), port: server.port })).rejects.toMatchObject({
      code: 'port_in_use',
      message: expect.stringMatching(
        new RegExp(`^Port ${server.port}, which PostgreSQL needs, is taken by pid ${server.pid} \\(.*postgres`),
      ),
    });
  });

  test('on a folder in use, which stays unchanged', async () => {
    const server = await start();
    await expect(start()).rejects.toMatchObject({
      code: 'failed',
      message: expect.stringContaining(`is in use by pid ${server.pid} (`),
    });
    expect(await query(server.url(), 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
    expect(await postgresProcesses(dataFolder)).toEqual({ postmaster: server.pid, orphans: [] });
  });

  test('with another password than that of the folder, and no process is left running', async () => {
    await (await start()).stop();
    await expect(start({ password: 'another' })).rejects.toMatchObject({
      code: 'failed',
      message: expect.stringContaining('another password'),
    });
    expect((await postgresProcesses(dataFolder)).postmaster).toBeUndefined();
  });

  test.each([
    ['notes.txt', 'precious', 'neither empty nor a PostgreSQL data folder'],
    ['PG_VERSION', '15\n', 'was written by PostgreSQL 15, this is 18'],
  ])('on a folder with %s, which is kept', async (file, content, why) => {
    const folder = join(scratch.folder, `foreign-${file}`);
    await mkdir(folder);
    await writeFile(join(folder, file), content);
    await expect(start({ dataFolder: folder })).rejects.toMatchObject({
      code: 'failed',
      message: expect.stringContaining(why),
    });
    expect(readFileSync(join(folder, file), 'utf8')).toBe(content);
  });

  test('when PostgreSQL itself gives up, quoting its log', async () => {
    const folder = join(scratch.folder, 'damaged');
    await (await start({ dataFolder: folder })).stop();
    await rm(join(folder, 'global', 'pg_control'));
    await expect(start({ dataFolder: folder })).rejects.toMatchObject({
      code: 'failed',
      message: expect.stringMatching(/^PostgreSQL ended with \d before it was ready/),
      cause: expect.stringContaining('pg_control'),
    });
  });
});

describe.runIf(isRoot && process.platform === 'linux')(
  'as root, with programs and data in a folder closed to others',
  () => {
    let programs: string;
    beforeAll(async () => {
      const native = dirname(dirname(findPostgresBinaries().postgres));
      programs = join(scratch.folder, 'native');
      await cp(native, programs, { recursive: true, verbatimSymlinks: true });
    });
    const prepare = (folder: string) =>
      prepareData(
        { initdb: join(programs, 'bin', 'initdb'), postgres: join(programs, 'bin', 'postgres') },
        {
          dataFolder: folder,
          password: 'x',
          durable: false,
          logFile: join(scratch.folder, 'initdb.log'),
          watchdog: scratch.watchdog,
        },
      );

    test('initdb finds its programs there', async () => {
      const folder = join(scratch.folder, 'closed');
      expect((await prepare(folder)).prefix[0]).toBe('setpriv');
      expect(await readdir(folder)).toContain('PG_VERSION');
    });

    test('the error names the closed folder when setpriv is missing', async () => {
      const path = process.env['PATH'];
      const onlySystemIds = join(scratch.folder, 'path');
      await mkdir(onlySystemIds);
      await writeFile(join(onlySystemIds, 'id'), '#!/bin/sh\necho 65534\n', { mode: 0o755 });
      process.env['PATH'] = onlySystemIds;
      try {
        await expect(prepare(join(scratch.folder, 'unreachable'))).rejects.toMatchObject({
          code: 'failed',
          message: expect.stringContaining(`because ${scratch.folder} is closed to others`),
          hint: expect.stringContaining('setpriv'),
        });
      } finally {
        process.env['PATH'] = path;
      }
    });
  },
);
