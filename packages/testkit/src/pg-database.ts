import type { Database, Transaction } from '@fairway/messaging';
import type { Pool } from 'pg';

const committing = new WeakMap<Transaction, Set<() => void>>();

/** A `pg` pool as messaging's `Database`, for tests without an ORM. */
export function pgDatabase(pool: Pool): Database {
  return {
    async transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
      const client = await pool.connect();
      // A connection that the server drops in mid-transaction also reports it here.
      const ignore = () => undefined;
      client.on('error', ignore);
      const callbacks = new Set<() => void>();
      const transaction: Transaction = { query: async (sql, parameters) => (await client.query(sql, parameters)).rows };
      committing.set(transaction, callbacks);
      try {
        await client.query('BEGIN');
        const result = await work(transaction);
        await client.query('COMMIT');
        for (const callback of callbacks) callback();
        return result;
      } catch (error) {
        await client.query('ROLLBACK').catch(ignore);
        throw error;
      } finally {
        committing.delete(transaction);
        client.off('error', ignore);
        client.release();
      }
    },
  };
}

/** Runs the callback when a transaction of `pgDatabase` has committed. */
export function afterPgCommit(transaction: Transaction, callback: () => void): void {
  const callbacks = committing.get(transaction);
  if (callbacks === undefined) throw new Error('There is no open transaction.');
  callbacks.add(callback);
}
