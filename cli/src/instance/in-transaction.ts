import type { Transaction } from '@fairway/messaging';
import type pg from 'pg';

/** A client as messaging's functions take it. */
export function queryOn(client: pg.Client): Transaction {
  return { query: async (sql, parameters) => (await client.query(sql, parameters)).rows };
}

/** Runs `work` in a transaction, which a failure leaves open: it ends with the connection, and nothing was written. */
export async function inTransaction<Result>(
  client: pg.Client,
  work: (transaction: Transaction) => Promise<Result>,
): Promise<Result> {
  await client.query('BEGIN');
  const result = await work(queryOn(client));
  await client.query('COMMIT');
  return result;
}
