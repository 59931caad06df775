import { retry } from '@fairway/messaging';
import { MigrationExecutor, type DataSource } from 'typeorm';
import { logger } from '../telemetry/logger.js';
import { messageOf } from '../telemetry/serialize-error.js';
import { exposePool } from './database-metrics.js';
import { createDataSource, type DataSourceSettings } from './data-source.js';
import { pgPoolOf } from './pg-pool.js';

const statementTimeoutMs = 10_000;

/** Connects at start, retrying until PostgreSQL and the migrations are there, and reports what it waits for. */
export class DatabaseConnection {
  #dataSource: DataSource | undefined;
  #waitsFor = 'not connected yet';
  #checking: Promise<void> | undefined;
  #foundTables = false;

  constructor(private readonly settings: Omit<DataSourceSettings, 'entities' | 'statementTimeoutMs'>) {}

  /**
   * The readiness check, on the pool that the work uses. One at a time: otherwise unanswered probes would use up the
   * pool.
   */
  check(): Promise<void> {
    this.#checking ??= this.#refuseUnusable().finally(() => (this.#checking = undefined));
    return this.#checking;
  }

  async #refuseUnusable(): Promise<void> {
    if (this.#dataSource === undefined) throw new Error(this.#waitsFor);
    const client = await pgPoolOf(this.#dataSource).connect();
    let readOnly = true;
    try {
      const { rows } = await client.query<{ read_only: boolean }>(
        `SELECT current_setting('transaction_read_only')::boolean AS read_only`,
      );
      readOnly = rows[0]?.read_only === true;
    } finally {
      // A session stays read-only even after the database accepts writes again, so the next check needs a new one.
      client.release(readOnly);
    }
    if (readOnly) {
      throw new Error(
        'The database accepts no writes: it is a replica, or default_transaction_read_only is set. Point DATABASE_URL at the primary, or reset the parameter.',
      );
    }
    if (!this.#foundTables) await requireTablesOfEntities(this.#dataSource);
    this.#foundTables = true;
  }

  async open(entities: Function[]): Promise<DataSource> {
    const dataSource = await retry(() => this.#connect(entities), {
      backoff: { firstMs: 250, maxMs: 5_000 },
      onFailure: (error, retryMs) => {
        this.#waitsFor = messageOf(error);
        // A crash loop would hide this reason and delay the start: its pauses grow to minutes.
        logger.warn({ err: error, retryMs }, 'the database cannot be used yet; trying again');
      },
    });
    this.#dataSource = dataSource;
    exposePool(pgPoolOf(dataSource));
    return dataSource;
  }

  async #connect(entities: Function[]): Promise<DataSource> {
    const dataSource = createDataSource({ ...this.settings, entities, statementTimeoutMs });
    try {
      await dataSource.initialize();
      await refuseOldSchema(dataSource);
      return dataSource;
    } catch (error) {
      if (dataSource.isInitialized) await dataSource.destroy();
      throw error;
    }
  }
}

/** Code that is newer than its schema fails one request at a time. Refusing to start fails the roll-out instead. */
async function refuseOldSchema(dataSource: DataSource): Promise<void> {
  const pending = await new MigrationExecutor(dataSource).getPendingMigrations();
  if (pending.length === 0) return;
  throw new Error(`The database lacks migrations; run migrate.js: ${pending.map(({ name }) => name).join(', ')}`);
}

const selectMissing = `
  SELECT path, name, to_regclass(path) IS NULL AS whole FROM unnest($1::text[], $2::text[]) AS columns (path, name)
  WHERE NOT EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = to_regclass(path) AND attname = name AND NOT attisdropped) LIMIT 1`;

/** An entity without its table or column would fail one request at a time. */
async function requireTablesOfEntities(dataSource: DataSource): Promise<void> {
  const columns = dataSource.entityMetadatas.flatMap(({ name: entity, tablePath, columns: own }) =>
    own.map(({ databaseName }) => ({ entity, path: quoted(tablePath), name: databaseName })),
  );
  const parameters = [columns.map(({ path }) => path), columns.map(({ name }) => name)];
  const [missing]: { path: string; name: string; whole: boolean }[] = await dataSource.query(selectMissing, parameters);
  if (missing === undefined) return;
  const { path, name, whole } = missing;
  const what = whole ? `table ${path}` : `column "${name}" in its table ${path}`;
  throw new Error(
    `${columns.find((column) => column.path === path)?.entity} has no ${what}. Create it in a migration of service.ts, or remove it from the entities.`,
  );
}

const quoted = (path: string) =>
  path
    .split('.')
    .map((part) => `"${part}"`)
    .join('.');
