import type { Database, Transaction } from '@fairway/messaging';
import type { Pool } from 'pg';

/** A pool of `pg` as messaging's `Database`, for tests that need no ORM. */
export function pgDatabase(pool: Pool): Database {
  return {
    async transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
      const client = await pool.connect();
      // A connection that the server drops in mid-transaction reports it here too.
      const ignore = () => undefined;
      client.on('error', ignore);
      try {
        await client.query('BEGIN');
        const result = await work({ query: async (sql, parameters) => (await client.query(sql, parameters)).rows });
        await client.query('COMMIT');
        return result;
      } catch (error) {
        await client.query('ROLLBACK').catch(ignore);
        throw error;
      } finally {
        client.off('error', ignore);
        client.release();
      }
    },
  };
}
