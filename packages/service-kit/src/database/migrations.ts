import { setTimeout as delay } from 'node:timers/promises';
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

/** An arbitrary number, the same in every migrating process; advisory locks are per database. */
const lockKey = 4_003_200_001;
const retryMs = 500;
const triesPerLogLine = 20;

/** See `DefinedService.migrate`. */
export async function runMigrations(service: string, migrations: Function[]): Promise<void> {
  const { DATABASE_URL } = configOrExit(service, z.object({ DATABASE_URL: databaseEnv.DATABASE_URL }));
  logger.setBindings({ service });
  try {
    const applied = await applyMigrations({ service, url: DATABASE_URL, migrations });
    logger.info({ applied: applied.length }, 'the database is up to date');
  } catch (error) {
    logger.fatal({ err: error }, 'the migrations failed; the failed one is rolled back, the earlier ones stay');
    process.exit(1);
  }
}

/**
 * Applies missing migrations, each in its own transaction, and returns their names. Of two concurrent runs the second
 * waits and finds nothing left to do.
 */
async function applyMigrations({ service, url, migrations }: MigrationOptions): Promise<string[]> {
  const applicationName = `${service} migrations`;
  // The lock ends with this connection, so it cannot outlive a process that dies.
  const lock = new Client({ connectionString: url.reveal(), application_name: applicationName });
  await lock.connect();
  try {
    await takeTurn(lock);
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

const selectHolder = `
  SELECT activity.pid, activity.application_name AS name, activity.client_addr AS address, activity.backend_start AS since
  FROM pg_locks JOIN pg_stat_activity AS activity USING (pid)
  WHERE locktype = 'advisory' AND granted AND (classid::bigint << 32 | objid::bigint) = $1
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;

/**
 * Polls instead of waiting in pg_advisory_lock: a waiting statement keeps its snapshot, and an index that the other run
 * builds CONCURRENTLY would wait for that snapshot.
 */
async function takeTurn(lock: Client): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    const { rows } = await lock.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [lockKey]);
    if (rows[0]?.taken) return;
    if (tries % triesPerLogLine === 0) {
      const holders = await lock.query<{ pid: number }>(selectHolder, [lockKey]);
      logger.info(
        { holder: holders.rows[0] },
        'waiting for another migration of this database; pg_terminate_backend(pid) ends it if it hangs',
      );
    }
    await delay(retryMs);
  }
}
