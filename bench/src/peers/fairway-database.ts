import { createDataSource, Redacted } from '@fairway/service-kit';

/** The database as a service opens it. */
export const openDatabase = () =>
  createDataSource({
    url: new Redacted(process.env['DATABASE_URL'] ?? ''),
    poolSize: 10,
    applicationName: 'bench',
    entities: [],
    migrations: [],
    statementTimeoutMs: 60_000,
  }).initialize();
