import { Gauge } from 'prom-client';
import type { Pool } from 'pg';
import { gaugesReadOnScrape } from '../metrics/gauges-read-on-scrape.js';

const pools = new Set<Pool>();

const sumOf = (valueOf: (pool: Pool) => number) => [...pools].reduce((sum, pool) => sum + valueOf(pool), 0);

/** Adds a pool to the gauges of the process's pools. */
export function exposePool(pool: Pool): void {
  pools.add(pool);
  if (pools.size > 1) return;
  new Gauge({
    name: 'db_pool_connections',
    help: 'Open database connections of this process: lent to a caller (used) or not (idle)',
    labelNames: ['state'],
    collect() {
      this.set(
        { state: 'idle' },
        sumOf(({ idleCount }) => idleCount),
      );
      this.set(
        { state: 'used' },
        sumOf(({ totalCount, idleCount }) => totalCount - idleCount),
      );
    },
  });
  new Gauge({
    name: 'db_pool_connections_max',
    help: 'Maximum number of database connections of this process',
    collect() {
      this.set(sumOf(({ options }) => options.max));
    },
  });
  new Gauge({
    name: 'db_pool_waiting_requests',
    help: 'Callers that wait for a database connection because all are lent',
    collect() {
      // A caller that is about to get an idle connection counts as waiting until the next tick, for example the other
      // metrics of this scrape.
      this.set(sumOf(({ waitingCount, idleCount }) => Math.max(0, waitingCount - idleCount)));
    },
  });
}

const sizeIntervalMs = 60_000;

// Every role sees the numbers of connections, but only its own transactions.
const selectServer = `
  SELECT (SELECT sum(numbackends) FROM pg_stat_database)::integer AS connections,
         current_setting('max_connections')::integer AS max,
         (SELECT coalesce(extract(epoch FROM clock_timestamp() - min(xact_start)), 0) FROM pg_stat_activity
          WHERE usename = current_user AND pid <> pg_backend_pid())::float8 AS "oldestTransactionSeconds"`;

const selectSize = 'SELECT pg_database_size(current_database())::float8 AS bytes';

/**
 * Registers what a service sees of its database server. postgres_exporter would need a role with rights on every
 * database, and connections of its own; each service already has a role and connections, and its database.
 */
export function exposeServer(pool: Pool): void {
  let size = { bytes: NaN, nextReadMs: 0 };
  gaugesReadOnScrape(
    {
      postgres_connections: 'Connections to the database server, of all services and tools',
      postgres_connections_max: 'Maximum number of connections that the database server accepts',
      postgres_database_size_bytes: 'Size of the service’s database, read at most once a minute',
      postgres_oldest_transaction_seconds: 'Age of the oldest open transaction of the service’s role; 0 without one',
    },
    async () => {
      const { rows } = await pool.query<{ connections: number; max: number; oldestTransactionSeconds: number }>(
        selectServer,
      );
      // It walks the files of the database.
      if (performance.now() >= size.nextReadMs) {
        const { rows: sizes } = await pool.query<{ bytes: number }>(selectSize);
        size = { bytes: sizes[0]?.bytes ?? NaN, nextReadMs: performance.now() + sizeIntervalMs };
      }
      const { connections = NaN, max = NaN, oldestTransactionSeconds = NaN } = rows[0] ?? {};
      return {
        postgres_connections: connections,
        postgres_connections_max: max,
        postgres_database_size_bytes: size.bytes,
        postgres_oldest_transaction_seconds: oldestTransactionSeconds,
      };
    },
  );
}
