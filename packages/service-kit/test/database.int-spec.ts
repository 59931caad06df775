import { freePorts } from '@fairway/local-servers';
import { eventually, Testbed, type TestPostgres } from '@fairway/testkit';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FixtureProcess } from './fixture-process.js';

let testbed: Testbed;
let postgres: TestPostgres;
let database: string;
let url: string;

beforeAll(async () => {
  testbed = await Testbed.open();
  postgres = await testbed.postgres();
});

beforeEach(async () => {
  database = `db_${randomUUID().replaceAll('-', '')}`;
  url = await postgres.createDatabase(database);
});

afterAll(() => testbed.close());

const start = (entry: string, env: Record<string, string> = {}) =>
  FixtureProcess.start(testbed, entry, { DATABASE_URL: url, ...env });

async function migrate(entry = 'migrate') {
  const migration = await start(entry);
  const exit = await migration.exited;
  const lines = await migration.lines();
  return {
    exit,
    lines,
    applied: lines.flatMap((line) => (line['migration'] === undefined ? [] : [line['migration']])),
  };
}

const both = ['CreateNotes1700000000001', 'AddAuthor1700000000002'];
const recorded = async () => {
  const rows = await postgres.query<{ name: string }>(database, 'SELECT name FROM migrations ORDER BY id');
  return rows.map(({ name }) => name);
};

async function health(service: FixtureProcess, probe: 'ready' | 'startup') {
  const answer = await fetch(`${service.managementUrl}/health/${probe}`);
  return { status: answer.status, body: JSON.stringify(await answer.json()) };
}

describe('runMigrations', () => {
  it('applies missing migrations, logs their names, and does nothing the second time', async () => {
    const first = await migrate();
    expect(first).toMatchObject({ exit: 0, applied: both });
    expect(first.lines[0]).toMatchObject({ service: 'database-service', level: 'info' });
    expect(await migrate()).toMatchObject({ exit: 0, applied: [] });
    expect(await recorded()).toEqual(both);
  });

  it('applies each migration once when two processes migrate concurrently', async () => {
    const runs = await Promise.all([migrate(), migrate()]);
    expect(runs.map(({ exit }) => exit)).toEqual([0, 0]);
    expect(runs.flatMap(({ applied }) => applied)).toEqual(both);
    expect(await recorded()).toEqual(both);
  });

  it('waits for another migration and logs which one', async () => {
    const other = await postgres.pool(database).connect();
    const { rows } = await other.query<{ pid: number }>('SELECT pg_backend_pid() AS pid, pg_advisory_lock(4003200001)');
    const migration = await start('migrate');
    const waits = await eventually(async () => (await migration.lines()).find((line) => line['holder'] !== undefined));
    expect(waits).toMatchObject({
      msg: expect.stringContaining('waiting for another migration'),
      holder: { pid: rows[0]?.pid },
    });
    // What an index that is built CONCURRENTLY would wait for.
    const snapshots = `SELECT 1 FROM pg_stat_activity WHERE application_name LIKE '% migrations' AND backend_xmin IS NOT NULL`;
    await eventually(async () => (await postgres.query(database, snapshots)).length === 0);
    other.release(true);
    expect(await migration.exited).toBe(0);
    expect(await recorded()).toEqual(both);
  });

  it('rolls back the failed migration, keeps the earlier ones, and exits with 1', async () => {
    const { exit, lines } = await migrate('migrate-broken');
    expect(exit).toBe(1);
    expect(lines.at(-1)).toMatchObject({
      level: 'fatal',
      err: { message: expect.stringContaining('division by zero') },
    });
    expect(await recorded()).toEqual(['CreateNotes1700000000001']);
    expect(await postgres.query(database, `SELECT to_regclass('half_made') AS made`)).toEqual([{ made: null }]);
  });

  it('names a missing setting and exits with 78', async () => {
    const migration = await start('migrate', { DATABASE_URL: '' });
    expect(await migration.exited).toBe(78);
    expect(await migration.output()).toContain('DATABASE_URL is missing');
  });
});

const sleepers = `SELECT pid FROM pg_stat_activity WHERE application_name = 'database-service' AND wait_event = 'PgSleep'`;

describe('databaseModule', () => {
  it('waits for the database and its migrations, and reports not ready meanwhile', async () => {
    await postgres.kill();
    // The log does not yet show a port that the system chose.
    const [managementPort = 0] = await freePorts(1);
    const service = await start('database-service', { MANAGEMENT_PORT: String(managementPort) });
    try {
      await service.line(({ msg }) => String(msg).startsWith('the database cannot be used yet'));
      const probe = (path: string) => fetch(`http://127.0.0.1:${managementPort}/health/${path}`);
      const reasonOf = async (path: string) => {
        const answer = await probe(path);
        expect(answer.status).toBe(503);
        return answer.text();
      };
      expect((await probe('live')).status).toBe(200);
      expect(await reasonOf('startup')).toContain('ECONNREFUSED');
      expect(await reasonOf('ready')).toContain('ECONNREFUSED');
      await postgres.restart();
      await eventually(async () =>
        (await reasonOf('startup')).includes('lacks migrations; run migrate.js: CreateNotes1700000000001'),
      );
      await migrate();
      await service.listening();
      await eventually(async () => (await health(service, 'ready')).status === 200);
      expect(await health(service, 'startup')).toMatchObject({ status: 200 });
    } finally {
      await service.stop();
    }
  });

  it('is not ready without the table of an entity, names the table, and does not create it', async () => {
    const service = await (await start('table-missing')).listening();
    try {
      const { status, body } = await health(service, 'ready');
      expect(status).toBe(503);
      expect(body).toContain(String.raw`Unmade has no table \"unmade\". Create it in a migration of service.ts`);
      expect(await postgres.query(database, `SELECT to_regclass('unmade') AS made`)).toEqual([{ made: null }]);
    } finally {
      await service.stop();
    }
  });

  it('is not ready without a column of an entity, and names the column', async () => {
    await migrate();
    await postgres.query(database, 'ALTER TABLE notes DROP COLUMN author');
    const service = await (await start('database-service')).listening();
    try {
      const { status, body } = await health(service, 'ready');
      expect(status).toBe(503);
      expect(body).toContain(
        String.raw`Note has no column \"author\" in its table \"notes\". Create it in a migration of service.ts`,
      );
    } finally {
      await service.stop();
    }
  });

  it('limits its sessions, names them, and supports prepared statements', async () => {
    await migrate();
    const service = await (await start('database-service')).listening();
    try {
      expect(await (await fetch(`${service.url}/notes/session`)).json()).toEqual([
        {
          statementTimeout: '10s',
          idleInTransactionTimeout: '30s',
          applicationName: 'database-service',
        },
      ]);
      expect(await (await fetch(`${service.url}/notes/prepared`)).json()).toEqual([{ name: 'one' }]);
    } finally {
      await service.stop();
    }
  });

  it('is not ready while PostgreSQL is down, recovers afterwards, and never crashes', async () => {
    await migrate();
    const service = await (await start('database-service')).listening();
    const readiness = (status: number) => eventually(async () => (await health(service, 'ready')).status === status);
    try {
      expect(await health(service, 'ready')).toMatchObject({
        status: 200,
        body: expect.stringContaining('"postgresql"'),
      });
      // A broken connection that is in use fails its statement, and nothing else.
      const asleep = fetch(`${service.url}/notes/asleep`);
      await eventually(async () => (await postgres.query(database, sleepers)).length === 2);
      await postgres.kill();
      expect((await asleep).status).toBe(503);
      await readiness(503);
      expect((await health(service, 'ready')).body).toMatch(/"name":"postgresql","state":"failing","reason":"\w/);
      await postgres.restart();
      await readiness(200);
      // The connection of the readiness check is idle now.
      await postgres.kill();
      await service.line(({ msg }) => msg === 'an idle database connection broke');
      await postgres.restart();
      await readiness(200);
    } finally {
      await service.stop();
    }
    expect(await service.exited).toBe(0);
  });

  it('answers 400 when PostgreSQL rejects a value, and warns of the gap in the schema', async () => {
    await migrate();
    const service = await (await start('database-service')).listening();
    try {
      const body = JSON.stringify({ text: 'a\0b', author: 'ada' });
      const answer = await fetch(`${service.url}/notes`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json' },
      });
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({
        code: 'validation_failed',
        detail: 'It holds a value that cannot be stored.',
      });
      expect(await service.line(({ level }) => level === 'warn')).toMatchObject({ err: { code: '22021' } });
    } finally {
      await service.stop();
    }
  });

  it('logs statements without parameters, and errors without rows', async () => {
    await migrate();
    const service = await (await start('database-service', { LOG_LEVEL: 'trace' })).listening();
    try {
      const post = () => {
        const body = JSON.stringify({ text: 'a private text', author: 'ada@example.org' });
        return fetch(`${service.url}/notes`, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
      };
      expect((await post()).status).toBe(201);
      expect((await post()).status).toBe(500);
      await service.line(({ msg, status }) => msg === 'request' && status === 500);
      const output = await service.output();
      expect(output).toContain('INSERT INTO');
      expect(output).toContain('duplicate key');
      expect(output).not.toMatch(/private text|ada@example/);
    } finally {
      await service.stop();
    }
  });
});
