import { within } from '@fairway/messaging';
import pg from 'pg';
import { logger } from '../telemetry/logger.js';

const endWithinMs = 2_000;

/**
 * A client that hears the end of its connection at any time. pg-pool stops listening while it hands a client out, and
 * TypeORM starts a moment later: PostgreSQL's goodbye (57P01, as at a failover) in between was an error event without a
 * listener, which ends the process. An answer that does not come within `query_timeout` means that the connection is
 * dead, so the client gives it up instead of lending it to the next caller.
 */
class ListeningClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    // Its statement fails, or the pool reports an idle one: this only keeps the reason.
    this.on('error', (error) => logger.debug({ err: error }, 'a database connection broke'));
  }

  // The overloads of pg.Client are those of its callers; this passes all of them on.
  // oxlint-disable-next-line typescript/no-explicit-any
  override query(...args: any[]): any {
    const result: unknown = Reflect.apply(super.query, this, args);
    if (result instanceof Promise) {
      result.catch((error: unknown) => {
        if (error instanceof Error && error.message === 'Query read timeout') this.connection.stream.destroy(error);
      });
    }
    return result;
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
