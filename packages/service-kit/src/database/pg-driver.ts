import { within } from '@fairway/messaging';
import { context } from '@opentelemetry/api';
import pg from 'pg';
import { logger } from '../telemetry/logger.js';
import { endStatementSpan, startStatementSpan } from './statement-span.js';

const endWithinMs = 2_000;

/*
 * Errors that make the session unusable, so its next user would get them too. A session keeps the read-only default
 * (25006) it began with, even after the database accepts writes again. After the others PostgreSQL ends the session:
 * limits of a transaction (25P03, 25P04), a broken protocol (08), a shutdown or failover (57P).
 */
const blamesSession = /^(25006|25P0[34]|08|57P)/;

/*
 * A statement with this prefix is prepared once per session: parsing and planning take as long as inserting a few rows.
 * Use it only for statements with a single sensible plan, such as inserts. A statement that reads a queue must be
 * planned for the queue's current length: prepared while the queue is short, it would keep that plan.
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
 * A client that can lose its connection at any time without ending the process. pg-pool stops listening when it lends a
 * client, and TypeORM starts a moment later: PostgreSQL's goodbye (57P01, for example at a failover) in between was an
 * error event without a listener, which ends the process.
 * No answer within `query_timeout` means that the connection is dead, so the client closes it instead of lending it to
 * the next caller. It also closes a session that caused an error itself, or that was left within a transaction.
 */
class ListeningClient extends pg.Client {
  #sessionFailed = false;
  #release: Release | undefined;

  constructor(config?: string | pg.ClientConfig) {
    super(config);
    // The statement fails, or the pool reports an idle client; this only keeps the reason.
    this.on('error', (error) => logger.debug({ err: error }, 'a database connection broke'));
  }

  // Callers may use any overload of pg.Client; this passes the arguments through.
  // oxlint-disable-next-line typescript/no-explicit-any
  override query(...args: any[]): any {
    const [text, values] = args;
    const isPrepared = typeof text === 'string' && text.startsWith(preparedMark);
    const passed: unknown[] = isPrepared ? [{ name: preparedNameOf(text), text, values }, ...args.slice(2)] : args;
    const span = typeof text === 'string' ? startStatementSpan(text, this) : undefined;
    // The pool's own query passes a callback, everyone else awaits the result.
    const callback: unknown = passed.at(-1);
    if (span !== undefined && typeof callback === 'function')
      passed[passed.length - 1] = (error: unknown, answer: unknown) => {
        endStatementSpan(span, error);
        Reflect.apply(callback, undefined, [error, answer]);
      };
    const result: unknown = Reflect.apply(super.query, this, passed);
    if (result instanceof Promise) {
      if (span !== undefined)
        void result.then(
          () => endStatementSpan(span),
          (error: unknown) => endStatementSpan(span, error),
        );
      result.catch((error: unknown) => {
        if (error instanceof Error && error.message === 'Query read timeout') this.connection.stream.destroy(error);
        if (error instanceof pg.DatabaseError && blamesSession.test(error.code ?? '')) this.#sessionFailed = true;
      });
    }
    return result;
  }

  /** pg-pool sets this when it lends the client. A client released with an error ends; TypeORM never passes one. */
  set release(release: Release) {
    this.#release = (error) => release(error || this.#sessionFailed || this.getTransactionStatus() !== 'I');
  }

  get release(): Release | undefined {
    return this.#release;
  }
}

type PoolCallback = Parameters<pg.Pool['connect']>[0];

class ListeningPool extends pg.Pool {
  constructor(config?: pg.PoolConfig) {
    super({ ...config, Client: ListeningClient } as pg.PoolConfig);
  }

  /** Calls back in the context of the caller, not in that of whoever returns the connection: another trace. */
  override connect(): Promise<pg.PoolClient>;
  override connect(callback: PoolCallback): void;
  override connect(callback?: PoolCallback): Promise<pg.PoolClient> | void {
    if (callback === undefined) return super.connect();
    super.connect(context.bind(context.active(), callback));
  }

  /** The goodbyes take milliseconds; with a silent peer they would never finish. */
  override end(): Promise<void>;
  override end(callback: () => void): void;
  override end(callback?: () => void): Promise<void> {
    const ended = within(endWithinMs, super.end());
    if (callback !== undefined) void ended.finally(callback);
    return ended;
  }
}

/** The `pg` driver for TypeORM. */
export const pgDriver = { ...pg, Pool: ListeningPool };
