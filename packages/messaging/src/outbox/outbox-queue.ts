import { rowsOf, type Transaction } from '../database.js';

/** A row as the relay reads it; `seq` is a bigint and therefore text. */
export interface TakenRow {
  readonly seq: string;
  readonly id: string;
  readonly topic: string;
  readonly key: string;
  readonly type: string;
  readonly payload: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly created_seconds: number;
}

export interface Batch {
  readonly rows: readonly TakenRow[];
  /** Whether more rows wait than the batch had room for. */
  readonly more: boolean;
  /** Whether another relay was at work, so that nothing is known about the rows that wait. */
  readonly refused: boolean;
}

// An arbitrary constant; no other code in the database may take the same advisory lock.
const relayLock = 7_001_001;

// A generous estimate of a record's frame, its id and the names of its headers.
const recordOverheadBytes = 200;

const floorIntervalMs = 5_000;
const fullLookIntervalMs = 60_000;

/*
 * Takes the oldest rows out of the outbox, inside the transaction that also waits for the brokers: it commits, and so
 * deletes the rows, only after Kafka has acknowledged all of them. The advisory lock lets one relay at a time publish
 * from a database, whatever the number of replicas; two at once could mix up the records of a key. The lock belongs to
 * the transaction, so it is released when the relay's connection ends. Sizes are summed over at most $1 rows. = ANY
 * (ARRAY) instead of IN: it uses the index, whatever the statistics say about a table that is usually empty.
 */
const takeBatch = `
  WITH lock AS MATERIALIZED (
    SELECT pg_try_advisory_xact_lock($2) AS held
  ), oldest AS (
    SELECT seq, size, sum(size) OVER (ORDER BY seq) AS total
    FROM (SELECT seq, bytes + ${recordOverheadBytes} AS size FROM outbox WHERE seq > $4 ORDER BY seq LIMIT $1) AS head
  ), taken AS (
    DELETE FROM outbox
    WHERE seq = ANY (ARRAY(SELECT seq FROM oldest WHERE total <= $3 OR total = size))
      AND (SELECT held FROM lock)
    RETURNING seq, id, aggregatetype, aggregateid, type, payload, headers, created_at
  )
  SELECT held, seq::text AS seq, id, aggregatetype AS topic, aggregateid AS key, type, payload::text AS payload, headers,
         extract(epoch FROM created_at)::float8 AS created_seconds,
         CASE WHEN held THEN (SELECT count(*) FROM oldest)::integer END AS seen
  FROM lock LEFT JOIN taken ON true ORDER BY taken.seq`;

type AnswerRow = { readonly held: boolean; readonly seen: number } & (TakenRow | { readonly seq: null });

const isTaken = (row: AnswerRow): row is Extract<AnswerRow, TakenRow> => row.seq !== null;

const moveRowToDead = `
  WITH taken AS (
    DELETE FROM outbox WHERE seq = $3 AND (SELECT pg_try_advisory_xact_lock($1)) RETURNING *
  ), buried AS (
    INSERT INTO outbox_dead (id, aggregatetype, aggregateid, type, payload, headers, created_at, cause)
    SELECT id, aggregatetype, aggregateid, type, payload, headers, created_at, $2 FROM taken
    -- An event that was published again may have died before.
    ON CONFLICT (id) DO UPDATE SET cause = excluded.cause, died_at = excluded.died_at
    RETURNING id
  )
  SELECT id FROM buried`;

// Every transaction that writes to the table holds such a lock, from before its rows are numbered until it ends.
const selectWriters = `
  SELECT DISTINCT virtualtransaction AS writer FROM pg_locks
  WHERE locktype = 'relation' AND relation = 'outbox'::regclass AND mode <> 'AccessShareLock'
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;

const selectFloor = `
  SELECT coalesce(min(seq) - 1, $2::bigint)::text AS floor FROM outbox WHERE seq > $1 AND seq <= $2`;

const selectOldest = `
  SELECT extract(epoch FROM clock_timestamp() - created_at)::float8 AS seconds FROM outbox
  WHERE seq > $1 ORDER BY seq LIMIT 1`;

/**
 * The outbox table as the relay reads it: a queue, oldest row first.
 *
 * Deleted rows stay in the index while any transaction might still see them, for example an hour-long backup, and every
 * take would pass over all of them. So a take starts at a floor: no row at or below it exists or can still appear. A
 * number below the last one taken may belong to an uncommitted transaction, so the floor rises to it only after all
 * transactions that wrote to the table at that time have ended. From time to time a take reads the whole table,
 * whatever happened to it (a restored backup has its old numbers).
 */
export class OutboxQueue {
  #floor = '0';
  #lastTaken = '0';
  #candidate: { readonly seq: string; readonly writers: readonly string[] } | undefined;
  #nextRiseMs = 0;
  #nextFullLookMs = 0;

  /** Takes up to `rows` rows of together at most `bytes`, but at least one; none while another relay is at work. */
  async take(transaction: Transaction, limit: { rows: number; bytes: number }): Promise<Batch> {
    if (performance.now() > this.#nextFullLookMs) {
      this.#nextFullLookMs = performance.now() + fullLookIntervalMs;
      [this.#floor, this.#candidate] = ['0', undefined];
    }
    const parameters = [limit.rows, relayLock, limit.bytes, this.#floor];
    const answer = await rowsOf<AnswerRow>(transaction, takeBatch, parameters);
    const rows = answer.filter(isTaken);
    const [{ held, seen } = { held: false, seen: 0 }] = answer;
    return { rows, more: held && (seen === limit.rows || seen > rows.length), refused: !held };
  }

  /** Moves a row that no broker accepts to `outbox_dead`; false when it no longer exists. */
  async moveToDead(transaction: Transaction, { seq }: Pick<TakenRow, 'seq'>, cause: string): Promise<boolean> {
    const rows = await rowsOf(transaction, moveRowToDead, [relayLock, cause, seq]);
    return rows.length > 0;
  }

  /** The age of the oldest row; 0 when there is none. */
  async oldestSeconds(transaction: Transaction): Promise<number> {
    const [row] = await rowsOf<{ seconds: number }>(transaction, selectOldest, [this.#floor]);
    return Math.max(0, row?.seconds ?? 0);
  }

  /** Call this when the transaction that took these rows has committed. */
  committed({ rows }: Pick<Batch, 'rows'>): void {
    this.#lastTaken = rows.at(-1)?.seq ?? this.#lastTaken;
  }

  /** Whether `raiseFloor` is due. */
  get floorIsLow(): boolean {
    return this.#floor !== this.#lastTaken && performance.now() > this.#nextRiseMs;
  }

  async raiseFloor(transaction: Transaction): Promise<void> {
    this.#nextRiseMs = performance.now() + floorIntervalMs;
    const rows = await rowsOf<{ writer: string }>(transaction, selectWriters, []);
    const writers = rows.map(({ writer }) => writer);
    if (this.#candidate !== undefined && this.#candidate.writers.every((writer) => !writers.includes(writer))) {
      const [row] = await rowsOf<{ floor: string }>(transaction, selectFloor, [this.#floor, this.#candidate.seq]);
      this.#floor = row?.floor ?? this.#floor;
      this.#candidate = undefined;
    }
    this.#candidate ??= { seq: this.#lastTaken, writers };
  }
}
