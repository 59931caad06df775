import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { type ServiceName, serviceNames, services } from '@fairway/catalog';
import type { TestPostgres } from '@fairway/testkit';
import { root } from './run-fairway.js';

/*
 * `first-databases` holds dumps, with rows, of what the first migrations created. The files never change: such databases
 * exist, and an edit to a migration that has already run would not reach them.
 */
const folders = [`${root}/cli/test/first-databases`, `${root}/domain/test/first-databases`];

interface Migration {
  down(runner: Runner): Promise<void>;
}

interface Runner {
  query(sql: string): Promise<unknown>;
}

/** Services with a database. */
export const owners = serviceNames.flatMap((name) => {
  const { database } = services[name];
  return database === null ? [] : [{ name, database }];
});

const fileOf = (database: string) =>
  folders.map((folder) => `${folder}/${database}.sql`).find((file) => existsSync(file));

/** Whether a database as its first migration made it is kept. */
export const hasFirstDatabase = (database: string): boolean => fileOf(database) !== undefined;

export async function migrationsOf(service: ServiceName): Promise<readonly (new () => Migration)[]> {
  const script: string = `${root}/apps/${service}/dist/src/service.js`;
  const module = (await import(script)) as { service: { migrations: readonly (new () => Migration)[] } };
  return module.service.migrations;
}

/** Databases of tests on one server. */
export class Databases {
  readonly #postgres: TestPostgres;

  constructor(postgres: TestPostgres) {
    this.#postgres = postgres;
  }

  async empty(): Promise<{ name: string; url: string }> {
    const name = `db_${randomUUID().replaceAll('-', '')}`;
    return { name, url: await this.#postgres.createDatabase(name) };
  }

  async first(database: string): Promise<{ name: string; url: string }> {
    const file = fileOf(database);
    if (file === undefined) throw new Error(`No first database ${database} is kept in ${folders.join(' or ')}.`);
    const created = await this.empty();
    await this.#postgres.query(created.name, readFileSync(file, 'utf8'));
    return created;
  }

  async migrate(service: ServiceName, url: string): Promise<void> {
    await promisify(execFile)(process.execPath, [`${root}/apps/${service}/dist/src/migrate.js`], {
      env: { DATABASE_URL: url },
    });
  }

  /** Takes all migrations back but the first. */
  async toFirst(service: ServiceName, name: string): Promise<void> {
    const runner: Runner = { query: (sql) => this.#postgres.query(name, sql) };
    const [, ...later] = await migrationsOf(service);
    for (const Later of later.reverse()) await new Later().down(runner);
  }

  schemaOf(name: string): Promise<object[]> {
    return this.#postgres.query(name, selectSchema);
  }
}

const selectSchema = `
  SELECT 'column' AS kind, format('%s.%s', table_name, column_name) AS name,
         concat_ws(' ', ordinal_position, data_type, is_nullable, column_default, is_identity, generation_expression) AS definition
  FROM information_schema.columns WHERE table_schema = 'public'
  UNION ALL
  SELECT 'index', indexrelid::regclass::text, concat_ws(' ', pg_get_indexdef(indexrelid), indisvalid)
  FROM pg_index WHERE indrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)
  UNION ALL
  SELECT 'constraint', format('%s.%s', conrelid::regclass, conname), concat_ws(' ', pg_get_constraintdef(oid), convalidated)
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace
  UNION ALL
  SELECT 'table', relname, array_to_string(reloptions, ' ')
  FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
  UNION ALL
  SELECT 'function', oid::regprocedure::text, pg_get_functiondef(oid)
  FROM pg_proc WHERE pronamespace = 'public'::regnamespace
  ORDER BY kind, name`;
