import { DataSource, type EntitySchema } from 'typeorm';
import type { Redacted } from '../config/redacted.js';
import { logger } from '../telemetry/logger.js';
import { pgDriver } from './pg-driver.js';
import { typeormLogger } from './typeorm-logger.js';

/** Options of `createDataSource`. */
export interface DataSourceSettings {
  readonly url: Redacted<string>;
  /** Maximum number of connections of this process. */
  readonly poolSize: number;
  /** Name of the connections in `pg_stat_activity`. */
  readonly applicationName: string;
  readonly entities: (Function | EntitySchema)[];
  /** The service starts only when the database has all of them; `runMigrations` applies them. */
  readonly migrations: Function[];
  readonly statementTimeoutMs: number;
}

const connectTimeoutMs = 5_000;
const idleInTransactionTimeoutMs = 30_000;
// Added to the server's own limit: only a connection that went silent, without a FIN, exceeds it.
const answerGraceMs = 2_000;
const slowStatementMs = 1_000;

/** Creates a data source that never changes a schema itself. */
export function createDataSource({ url, statementTimeoutMs, ...settings }: DataSourceSettings): DataSource {
  return new DataSource({
    type: 'postgres',
    driver: pgDriver,
    url: url.reveal(),
    ...settings,
    synchronize: false,
    migrationsRun: false,
    migrationsTableName: 'migrations',
    logger: typeormLogger,
    maxQueryExecutionTime: slowStatementMs,
    connectTimeoutMS: connectTimeoutMs,
    // The pool replaces an idle connection that breaks; without a listener its error event would end the process.
    poolErrorHandler: (error: unknown) => logger.warn({ err: error }, 'an idle database connection broke'),
    extra: {
      statement_timeout: statementTimeoutMs,
      ...(statementTimeoutMs === 0 ? {} : { query_timeout: statementTimeoutMs + answerGraceMs }),
      idle_in_transaction_session_timeout: idleInTransactionTimeoutMs,
      keepAlive: true,
    },
  });
}
