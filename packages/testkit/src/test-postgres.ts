import { randomBytes } from 'node:crypto';
import { freePorts, type PostgresServer, startPostgres, type Watchdog } from '@fairway/local-servers';
import pg from 'pg';

export interface StartOptions {
  readonly dataFolder: string;
  readonly logFile: string;
  readonly watchdog: Watchdog;
}

/** A PostgreSQL for one test file. It can be killed and started again on the same data. */
export class TestPostgres {
  readonly #options: StartOptions & { port: number; password: string };
  readonly #pools: pg.Pool[] = [];
  #server: PostgresServer;

  private constructor(options: StartOptions & { port: number; password: string }, server: PostgresServer) {
    this.#options = options;
    this.#server = server;
  }

  static async start(options: StartOptions): Promise<TestPostgres> {
    const [port = 0] = await freePorts(1);
    const password = randomBytes(12).toString('hex');
    const full = { ...options, port, password };
    return new TestPostgres(full, await startPostgres({ ...full, durable: false }));
  }

  /** Creates an empty database and returns its URL. */
  async createDatabase(name: string): Promise<string> {
    await this.query('postgres', `CREATE DATABASE "${name}"`);
    return this.#server.url(name);
  }

  /**
   * For tests that measure the cost of statements: only the test changes tables and their statistics, however long it
   * takes.
   */
  async withoutAutovacuum(): Promise<void> {
    await this.query('postgres', 'ALTER SYSTEM SET autovacuum = off');
    await this.query('postgres', 'SELECT pg_reload_conf()');
  }

  /** Runs one statement and returns its rows, on a pool that belongs to the test. */
  async query<Row extends pg.QueryResultRow>(database: string, sql: string, values: unknown[] = []): Promise<Row[]> {
    const { rows } = await this.pool(database).query<Row>(sql, values);
    return rows;
  }

  pool(database: string): pg.Pool {
    const connectionString = this.#server.url(database);
    let pool = this.#pools.find((candidate) => candidate.options.connectionString === connectionString);
    if (pool === undefined) {
      pool = new pg.Pool({ connectionString, max: 8 });
      // Idle connections die with the server that a test kills.
      pool.on('error', () => undefined);
      this.#pools.push(pool);
    }
    return pool;
  }

  async kill(): Promise<void> {
    process.kill(this.#server.pid, 'SIGKILL');
    await this.#server.exited;
  }

  async restart(): Promise<void> {
    this.#server = await startPostgres({ ...this.#options, durable: false });
  }

  async stop(): Promise<void> {
    await Promise.all(this.#pools.map((pool) => pool.end()));
    await this.#server.stop();
  }
}
