import type { Transaction } from '@fairway/messaging';
import type { Pool } from 'pg';

const countBlocks = `
  SELECT sum(pg_stat_get_xact_blocks_fetched(oid))::integer AS blocks FROM pg_class
  WHERE relkind IN ('r', 'i', 't') AND oid >= 16384`;

/**
 * How many blocks of tables and indexes `work` reads: the cost of its statements, whatever the speed of the machine.
 * Its writes are rolled back.
 */
export async function blocksFetched(pool: Pool, work: (transaction: Transaction) => Promise<unknown>): Promise<number> {
  const client = await pool.connect();
  const blocks = async () => (await client.query<{ blocks: number }>(countBlocks)).rows[0]?.blocks ?? 0;
  try {
    await client.query('BEGIN');
    // The counters may still contain earlier work of this connection.
    const before = await blocks();
    await work({ query: async (sql, parameters) => (await client.query(sql, parameters)).rows });
    const fetched = (await blocks()) - before;
    await client.query('ROLLBACK');
    return fetched;
  } finally {
    client.release();
  }
}
