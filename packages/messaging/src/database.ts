/**
 * The database as messaging sees it. TypeORM's DataSource and EntityManager fit as they are. The outermost clause of
 * every statement is a SELECT, so `query` always returns rows. Statements that are worth preparing begin with the
 * comment `prepared`, which a driver may use.
 */
export interface Database<Tx extends Transaction = Transaction> {
  transaction<T>(work: (transaction: Tx) => Promise<T>): Promise<T>;
}

/** A transaction as messaging sees it. */
export interface Transaction {
  // The column types are the statement's; only its author knows them.
  // oxlint-disable-next-line typescript/no-explicit-any
  query(sql: string, parameters?: any[]): Promise<any>;
}

export async function rowsOf<Row>(transaction: Transaction, sql: string, parameters: unknown[]): Promise<Row[]> {
  return transaction.query(sql, parameters);
}
