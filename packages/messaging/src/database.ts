/**
 * The database as messaging sees it. TypeORM's DataSource and EntityManager fit as they are.
 * Every statement that messaging sends is a SELECT on the outside, so `query` always yields rows. Those that are worth
 * preparing begin with the comment `prepared`, which a driver may heed.
 */
export interface Database<Tx extends Transaction = Transaction> {
  transaction<T>(work: (transaction: Tx) => Promise<T>): Promise<T>;
}

export interface Transaction {
  // The column types are the statement's; only its author knows them.
  // oxlint-disable-next-line typescript/no-explicit-any
  query(sql: string, parameters?: any[]): Promise<any>;
}

export async function rowsOf<Row>(transaction: Transaction, sql: string, parameters: unknown[]): Promise<Row[]> {
  return transaction.query(sql, parameters);
}
