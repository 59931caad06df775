import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { Testbed, type TestPostgres } from '@fairway/testkit';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bootstrapDatabases } from '../src/database/bootstrap.js';
import { GivenUrls } from '../src/database/database-urls.js';
import { SecretsManagerUrls } from '../src/database/secrets-manager-urls.js';
import { databaseUrlVariableOf, serviceDatabases } from '../src/database/service-databases.js';
import { FakeSecretsManager } from './fake-secrets-manager.js';

const targets = serviceDatabases();
const prefix = 'shop/dev';
const authorities = '/etc/database/authorities.pem';
const masterPassword = 'of this test';

let bed: Testbed;
let postgres: TestPostgres;
let server: string;

beforeAll(async () => {
  bed = await Testbed.open();
  postgres = await bed.postgres();
  server = new URL(await postgres.createDatabase('unused')).host;
});
afterAll(() => bed.close());

// As RDS makes it: no superuser.
beforeEach(async () => {
  for (const { database, role } of targets) {
    await postgres.query('postgres', `DROP DATABASE IF EXISTS "${database}"`);
    await postgres.query('postgres', `DROP ROLE IF EXISTS "${role}"`);
  }
  await postgres.query('postgres', 'DROP ROLE IF EXISTS platform_admin');
  await postgres.query('postgres', `CREATE ROLE platform_admin LOGIN CREATEROLE CREATEDB PASSWORD '${masterPassword}'`);
});

async function asMaster<Result>(work: (admin: pg.Client) => Promise<Result>): Promise<Result> {
  const admin = new pg.Client({ connectionString: urlOf('platform_admin', masterPassword, 'postgres') });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

function urlOf(user: string, password: string, database: string): string {
  return `postgresql://${user}:${encodeURIComponent(password)}@${server}/${database}`;
}

/** The error of a connection; undefined if it was accepted. */
async function refusalOf(url: string): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: url.replace(/\?.*/, '') });
  try {
    await client.connect();
    await client.query('CREATE TABLE probe (id int)');
    await client.query('DROP TABLE probe');
    return undefined;
  } catch (error) {
    return (error as Error).message;
  } finally {
    await client.end();
  }
}

describe('in the cluster, with the URLs of the Secrets', () => {
  const passwordOf = (role: string) => `${role}/+ %`;
  const env = () =>
    Object.fromEntries(
      targets.map(({ service, role, database }) => [
        databaseUrlVariableOf(service),
        urlOf(role, passwordOf(role), database),
      ]),
    );
  const run = () => asMaster((admin) => bootstrapDatabases(admin, targets, new GivenUrls(env())));

  it('each role owns its database and may connect to no other; a second run changes nothing', async () => {
    await run();
    const accepted = [];
    const refusals = new Set();
    for (const { role } of targets) {
      for (const { database } of targets) {
        const refusal = await refusalOf(urlOf(role, passwordOf(role), database));
        if (refusal === undefined) accepted.push({ role, database });
        else refusals.add(refusal);
      }
    }
    expect(accepted).toEqual(targets.map(({ role, database }) => ({ role, database })));
    expect([...refusals].toSorted()).toEqual(
      targets.map(({ database }) => `permission denied for database "${database}"`).toSorted(),
    );
    expect(await run()).toEqual([]);
  });

  it('the administrator keeps no rights of the services', async () => {
    await run();
    const members = await postgres.query<{ role: string }>(
      'postgres',
      `SELECT roleid::regrole::text AS role FROM pg_auth_members
       WHERE member = 'platform_admin'::regrole AND (inherit_option OR set_option)`,
    );
    expect(members).toEqual([]);
  });

  it('repairs what differs, and says what it was', async () => {
    await run();
    const [first, second] = targets;
    if (first === undefined || second === undefined) throw new Error('the test needs two databases');
    await postgres.query('postgres', `GRANT CONNECT ON DATABASE "${first.database}" TO PUBLIC, "${second.role}"`);
    await postgres.query('postgres', `REVOKE CONNECT ON DATABASE "${first.database}" FROM "${first.role}"`);
    await postgres.query('postgres', `ALTER ROLE "${first.role}" PASSWORD 'another' NOLOGIN CREATEDB`);
    await postgres.query('postgres', `ALTER DATABASE "${second.database}" OWNER TO platform_admin`);
    expect((await run()).toSorted()).toEqual(
      [
        `made the role ${first.role} LOGIN NOCREATEDB`,
        `set the password of ${first.role}`,
        `let ${first.role} connect to ${first.database}`,
        `closed the database ${first.database} to PUBLIC`,
        `closed the database ${first.database} to ${second.role}`,
        `gave the database ${second.database} to ${second.role}`,
      ].toSorted(),
    );
    expect(await refusalOf(urlOf(first.role, passwordOf(first.role), first.database))).toBeUndefined();
    expect(await run()).toEqual([]);
  });

  it('names and passwords are data, whatever characters they have', async () => {
    const odd = { service: 'odd-service', database: `odd"; DROP ROLE "x`, role: `o'dd"role` };
    const url = new URL(urlOf('user', 'x', 'postgres'));
    url.username = encodeURIComponent(odd.role);
    url.password = encodeURIComponent(`a'b"c\\`);
    url.pathname = encodeURIComponent(odd.database);
    const urls = new GivenUrls({ ODD_SERVICE_DATABASE_URL: url.href });
    const runOdd = () => asMaster((admin) => bootstrapDatabases(admin, [odd], urls));
    try {
      await runOdd();
      expect(await runOdd()).toEqual([]);
    } finally {
      await postgres.query('postgres', `DROP DATABASE IF EXISTS ${pg.escapeIdentifier(odd.database)}`);
      await postgres.query('postgres', `DROP ROLE IF EXISTS ${pg.escapeIdentifier(odd.role)}`);
    }
  });
});

describe('on AWS, with the URLs in Secrets Manager', () => {
  const fake = () =>
    new FakeSecretsManager(
      Object.fromEntries(targets.map(({ service }) => [`${prefix}/${service}/DATABASE_URL`, { access: 'write' }])),
    );
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'of this test' };
  const run = (endpoint: string, rotate = false) => {
    const secrets = new SecretsManager({ endpoint, credentials, region: 'eu-central-1', maxAttempts: 1 });
    const urls = new SecretsManagerUrls({ secrets, prefix, server, authorities, rotate });
    return asMaster((admin) => bootstrapDatabases(admin, targets, urls));
  };
  const valuesOf = ({ secrets }: FakeSecretsManager) => [...secrets.values()].map(({ value = '' }) => value);

  it('a service without a value gets one that works and asks for verified TLS; a second run changes nothing', async () => {
    await using manager = fake();
    const endpoint = await manager.start();
    await run(endpoint);
    for (const url of valuesOf(manager)) {
      expect(Object.fromEntries(new URL(url).searchParams)).toEqual({
        sslmode: 'verify-full',
        sslrootcert: authorities,
      });
      expect(await refusalOf(url)).toBeUndefined();
    }
    const before = valuesOf(manager);
    expect(await run(endpoint)).toEqual([]);
    expect(valuesOf(manager)).toEqual(before);
  });

  it('--rotate replaces every password; the old ones are refused', async () => {
    await using manager = fake();
    const endpoint = await manager.start();
    await run(endpoint);
    const before = valuesOf(manager);
    await run(endpoint, true);
    for (const url of before) expect(await refusalOf(url)).toMatch(/^password authentication failed/);
    for (const url of valuesOf(manager)) expect(await refusalOf(url)).toBeUndefined();
  });

  it('a password that could not be stored does not take effect', async () => {
    await using manager = fake();
    const endpoint = await manager.start();
    await run(endpoint);
    const [[id, { value = '' }] = ['', {} as { value?: string }]] = manager.secrets;
    manager.secrets.delete(id);
    await expect(run(endpoint, true)).rejects.toThrow('ResourceNotFoundException');
    expect(await refusalOf(value)).toBeUndefined();
  });

  it('a database that was replaced gets new passwords', async () => {
    await using manager = fake();
    const endpoint = await manager.start();
    await run(endpoint);
    for (const { database, role } of targets) {
      await postgres.query('postgres', `DROP DATABASE "${database}"`);
      await postgres.query('postgres', `DROP ROLE "${role}"`);
    }
    await run(endpoint);
    for (const url of valuesOf(manager)) expect(await refusalOf(url)).toBeUndefined();
  });
});
