import type { Transaction } from '@fairway/messaging';
import type pg from 'pg';

/** Adapts a client to the type that messaging's functions take. */
export function queryOn(client: pg.Client): Transaction {
  return { query: async (sql, parameters) => (await client.query(sql, parameters)).rows };
}

/** Runs `work` in a transaction. A failure leaves the transaction open; closing the connection then rolls it back. */
export async function inTransaction<Result>(
  client: pg.Client,
  work: (transaction: Transaction) => Promise<Result>,
): Promise<Result> {
  await client.query('BEGIN');
  const result = await work(queryOn(client));
  await client.query('COMMIT');
  return result;
}
