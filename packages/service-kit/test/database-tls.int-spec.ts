import { execFileSync } from 'node:child_process';
import { chownSync, copyFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, Testbed, type TestPostgres } from '@fairway/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FixtureProcess } from './fixture-process.js';

let testbed: Testbed;
let postgres: TestPostgres;
let url: string;

beforeAll(async () => {
  testbed = await Testbed.open();
  postgres = await testbed.postgres();
  url = await postgres.createDatabase('notes');
  certify('server');
  certify('stranger');
  await serveTls();
});
afterAll(() => testbed.close());

/** Writes a key and a certificate that it signs itself, so that the certificate is its own authority. */
function certify(name: string): void {
  const files = ['-keyout', testbed.path(`${name}.key`), '-out', testbed.path(`${name}.pem`)];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1'];
  execFileSync('openssl', ['req', '-x509', '-days', '1', ...key, ...subject, ...files], { stdio: 'pipe' });
}

async function serveTls(): Promise<void> {
  const folder = testbed.path('postgres');
  const { uid, gid } = statSync(folder);
  for (const file of ['server.key', 'server.pem']) {
    copyFileSync(testbed.path(file), join(folder, file));
    chownSync(join(folder, file), uid, gid);
  }
  await postgres.query('postgres', "ALTER SYSTEM SET ssl_cert_file = 'server.pem'");
  await postgres.query('postgres', 'ALTER SYSTEM SET ssl = on');
  await postgres.query('postgres', 'SELECT pg_reload_conf()');
}

/** The URL that pods get on AWS has these parameters. */
const verified = (authority: string) => `${url}?sslmode=verify-full&sslrootcert=${testbed.path(`${authority}.pem`)}`;
const start = (entry: string, databaseUrl: string) =>
  FixtureProcess.start(testbed, entry, { DATABASE_URL: databaseUrl });

const connections = `SELECT application_name AS name, bool_and(ssl) AS encrypted FROM pg_stat_ssl
  JOIN pg_stat_activity USING (pid) WHERE application_name = 'database-service' GROUP BY application_name`;

it('migrations and the service encrypt what they send to PostgreSQL, and verify who it is', async () => {
  expect(await (await start('migrate', verified('server'))).exited).toBe(0);
  const service = await (await start('database-service', verified('server'))).listening();
  try {
    await eventually(async () => (await fetch(`${service.managementUrl}/health/ready`)).status === 200);
    expect(await postgres.query('notes', connections)).toEqual([{ name: 'database-service', encrypted: true }]);
  } finally {
    await service.stop();
  }
});

it('a server that another authority has signed gets no password', async () => {
  const migration = await start('migrate', verified('stranger'));
  expect(await migration.exited).toBe(1);
  expect(await migration.output()).toContain('self-signed certificate');
});

it('a server that has the certificate of another host gets no password', async () => {
  const migration = await start('migrate', verified('server').replace('127.0.0.1', 'localhost'));
  expect(await migration.exited).toBe(1);
  expect(await migration.output()).toContain('ERR_TLS_CERT_ALTNAME_INVALID');
});
