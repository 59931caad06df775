import pg from 'pg';

// A server on this machine answers at once, unless the machine is very busy.
const TIMEOUT_MS = 60_000;

/** Runs `work` with a connection to a PostgreSQL on this machine, then closes it. */
export async function withPostgres<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({
    connectionString: url,
    ssl: false,
    connectionTimeoutMillis: TIMEOUT_MS,
    query_timeout: TIMEOUT_MS,
  });
  // A connection that breaks fails its running statement; without a listener it would end this process.
  client.on('error', () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
