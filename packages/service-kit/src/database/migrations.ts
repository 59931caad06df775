import { Client } from 'pg';
import { z } from 'zod';
import { configOrExit } from '../bootstrap/config-or-exit.js';
import { databaseEnv } from '../config/env-groups.js';
import type { Redacted } from '../config/redacted.js';
import { logger } from '../telemetry/logger.js';
import { createDataSource } from './data-source.js';

interface MigrationOptions {
  readonly service: string;
  readonly url: Redacted<string>;
  readonly migrations: Function[];
}

/** Any number, the same for all that migrate; advisory locks are per database. */
const lockKey = 4_003_200_001;

/**
 * The whole of an app's `migrate.ts`: applies what is missing to the database of `DATABASE_URL`, prints each name as a
 * JSON line, and exits with 0, with 1 when a migration fails, with 78 when the setting is missing.
 */
export async function runMigrations(service: string, migrations: Function[]): Promise<void> {
  const { DATABASE_URL } = configOrExit(service, z.object({ DATABASE_URL: databaseEnv.DATABASE_URL }));
  logger.setBindings({ service });
  try {
    const applied = await applyMigrations({ service, url: DATABASE_URL, migrations });
    logger.info({ applied: applied.length }, 'the database is up to date');
  } catch (error) {
    logger.fatal({ err: error }, 'the migrations failed; the failed one is undone, those before it stay');
    process.exit(1);
  }
}

/**
 * Applies missing migrations, each in its own transaction, and gives their names. Two that run at once take turns: the
 * second finds nothing left to do.
 */
async function applyMigrations({ service, url, migrations }: MigrationOptions): Promise<string[]> {
  const applicationName = `${service} migrations`;
  // The lock lives as long as this connection, so that it cannot outlast a process that dies.
  const lock = new Client({ connectionString: url.reveal(), application_name: applicationName });
  await lock.connect();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [lockKey]);
    const dataSource = createDataSource({
      url,
      poolSize: 1,
      applicationName,
      entities: [],
      migrations,
      statementTimeoutMs: 0,
    });
    await dataSource.initialize();
    try {
      const applied = await dataSource.runMigrations({ transaction: 'each' });
      for (const { name } of applied) logger.info({ migration: name }, 'migration applied');
      return applied.map(({ name }) => name);
    } finally {
      await dataSource.destroy();
    }
  } finally {
    await lock.end();
  }
}
