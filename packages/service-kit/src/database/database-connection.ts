import { retry } from '@fairway/messaging';
import { MigrationExecutor, type DataSource } from 'typeorm';
import { logger } from '../telemetry/logger.js';
import { messageOf } from '../telemetry/serialize-error.js';
import { createDataSource, type DataSourceSettings } from './data-source.js';
import { pgPoolOf } from './pg-pool.js';

const statementTimeoutMs = 10_000;

/** Connects at start, however long PostgreSQL or the migrations take, and says meanwhile what it waits for. */
export class DatabaseConnection {
  #dataSource: DataSource | undefined;
  #waitsFor = 'not connected yet';
  #checking: Promise<void> | undefined;
  #foundTables = false;

  constructor(private readonly settings: Omit<DataSourceSettings, 'entities' | 'statementTimeoutMs'>) {}

  /**
   * The readiness check, on the connections that the work uses. One at a time: while no answer comes, further probes
   * must not use up the pool.
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
      // A session stays read-only although the database may take writes again: the next check needs a new one.
      client.release(readOnly);
    }
    if (readOnly) {
      throw new Error(
        'The database takes no writes: it is a replica, or default_transaction_read_only is set. Point DATABASE_URL at the primary, or reset it.',
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
        // Crash loops would hide this reason and slow the start down: their pauses grow to minutes.
        logger.warn({ err: error, retryMs }, 'the database cannot be used yet; trying again');
      },
    });
    this.#dataSource = dataSource;
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

/** Code that runs ahead of its schema fails one request at a time; this fails the roll-out instead. */
async function refuseOldSchema(dataSource: DataSource): Promise<void> {
  const pending = await new MigrationExecutor(dataSource).getPendingMigrations();
  if (pending.length === 0) return;
  throw new Error(`The database lacks migrations; run migrate.js: ${pending.map(({ name }) => name).join(', ')}`);
}

const selectMissing = `
  SELECT path, name, to_regclass(path) IS NULL AS whole FROM unnest($1::text[], $2::text[]) AS columns (path, name)
  WHERE NOT EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = to_regclass(path) AND attname = name AND NOT attisdropped) LIMIT 1`;

/** What an entity has and no migration makes would fail one request at a time. */
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
    `${columns.find((column) => column.path === path)?.entity} has no ${what}. Make it in a migration of service.ts, or take it out of the entities.`,
  );
}

const quoted = (path: string) =>
  path
    .split('.')
    .map((part) => `"${part}"`)
    .join('.');
