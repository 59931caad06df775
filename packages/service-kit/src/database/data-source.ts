import { DataSource, type EntitySchema } from 'typeorm';
import type { Redacted } from '../config/redacted.js';
import { logger } from '../telemetry/logger.js';
import { pgDriver } from './pg-driver.js';
import { typeormLogger } from './typeorm-logger.js';

export interface DataSourceSettings {
  readonly url: Redacted<string>;
  /** Most connections of this process. */
  readonly poolSize: number;
  /** How the connections are called in `pg_stat_activity`. */
  readonly applicationName: string;
  readonly entities: (Function | EntitySchema)[];
  /** The service starts only when the database has them all; `runMigrations` applies them. */
  readonly migrations: Function[];
  readonly statementTimeoutMs: number;
}

const connectTimeoutMs = 5_000;
const idleInTransactionTimeoutMs = 30_000;
// Over the server's own limit: only a connection that went silent, without FIN, keeps an answer for so long.
const answerGraceMs = 2_000;
const slowStatementMs = 1_000;

/** A data source that never changes a schema by itself. */
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
    // An idle connection that breaks is replaced by the pool; unheard, its error event would end the process.
    poolErrorHandler: (error: unknown) => logger.warn({ err: error }, 'an idle database connection broke'),
    extra: {
      statement_timeout: statementTimeoutMs,
      ...(statementTimeoutMs === 0 ? {} : { query_timeout: statementTimeoutMs + answerGraceMs }),
      idle_in_transaction_session_timeout: idleInTransactionTimeoutMs,
      keepAlive: true,
    },
  });
}
