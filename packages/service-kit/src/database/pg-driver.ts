import { within } from '@fairway/messaging';
import pg from 'pg';
import { logger } from '../telemetry/logger.js';

const endWithinMs = 2_000;

/*
 * Errors that blame the session, so that its next caller would get them too. A session keeps the default of read-only
 * (25006) that it began with, also after the database takes writes again; after the others PostgreSQL ends the session:
 * limits of a transaction (25P03, 25P04), a broken protocol (08), a shutdown or failover (57P).
 */
const blamesSession = /^(25006|25P0[34]|08|57P)/;

/*
 * A statement that begins so is prepared once in each session: parsing and planning take as long as inserting a few rows.
 * Only for statements that have one sensible plan, as inserts have. One that reads a queue is best planned for the length
 * that the queue has now: prepared while it is short, it keeps the plan for short queues.
 */
const preparedMark = '/* prepared */';
const preparedNames = new Map<string, string>();

function preparedNameOf(text: string): string {
  const name = preparedNames.get(text) ?? `prepared-${preparedNames.size}`;
  preparedNames.set(text, name);
  return name;
}

type Release = (error?: Error | boolean) => void;

/**
 * A client that hears the end of its connection at any time. pg-pool stops listening while it hands a client out, and
 * TypeORM starts a moment later: PostgreSQL's goodbye (57P01, as at a failover) in between was an error event without a
 * listener, which ends the process. An answer that does not come within `query_timeout` means that the connection is
 * dead, so the client gives it up instead of lending it to the next caller. So it does with a session that is itself the
 * cause of an error, or that was left within a transaction.
 */
class ListeningClient extends pg.Client {
  #sessionFailed = false;
  #release: Release | undefined;

  constructor(config?: string | pg.ClientConfig) {
    super(config);
    // Its statement fails, or the pool reports an idle one: this only keeps the reason.
    this.on('error', (error) => logger.debug({ err: error }, 'a database connection broke'));
  }

  // The overloads of pg.Client are those of its callers; this passes all of them on.
  // oxlint-disable-next-line typescript/no-explicit-any
  override query(...args: any[]): any {
    const [text, values] = args;
    const isPrepared = typeof text === 'string' && text.startsWith(preparedMark);
    const passed = isPrepared ? [{ name: preparedNameOf(text), text, values }, ...args.slice(2)] : args;
    const result: unknown = Reflect.apply(super.query, this, passed);
    if (result instanceof Promise) {
      result.catch((error: unknown) => {
        if (error instanceof Error && error.message === 'Query read timeout') this.connection.stream.destroy(error);
        if (error instanceof pg.DatabaseError && blamesSession.test(error.code ?? '')) this.#sessionFailed = true;
      });
    }
    return result;
  }

  /** pg-pool sets this when it lends the client. Released with an error, the client ends; TypeORM never gives one. */
  set release(release: Release) {
    this.#release = (error) => release(error || this.#sessionFailed || this.getTransactionStatus() !== 'I');
  }

  get release(): Release | undefined {
    return this.#release;
  }
}

class ListeningPool extends pg.Pool {
  constructor(config?: pg.PoolConfig) {
    super({ ...config, Client: ListeningClient } as pg.PoolConfig);
  }

  /** The goodbyes take milliseconds; a connection whose other side is silent never ends. */
  override end(): Promise<void>;
  override end(callback: () => void): void;
  override end(callback?: () => void): Promise<void> {
    const ended = within(endWithinMs, super.end());
    if (callback !== undefined) void ended.finally(callback);
    return ended;
  }
}

/** The `pg` that TypeORM is given as its driver. */
export const pgDriver = { ...pg, Pool: ListeningPool };
