import { rowsOf, type Transaction } from '../database.js';
import { arraysOf, type RowColumn, unnest } from '../row-columns.js';

/** An event as a row of the outbox; `payload` and `headers` are JSON text. */
export interface OutboxRow {
  readonly id: string;
  readonly topic: string;
  readonly key: string;
  readonly type: string;
  readonly payload: string;
  readonly headers: string;
}

/** The columns that `insertOutboxRows` reads. */
export const outboxColumns: readonly RowColumn<OutboxRow>[] = [
  { name: 'event_id', type: 'uuid', valueOf: ({ id }) => id },
  { name: 'event_topic', type: 'text', valueOf: ({ topic }) => topic },
  { name: 'event_key', type: 'text', valueOf: ({ key }) => key },
  { name: 'event_type', type: 'text', valueOf: ({ type }) => type },
  { name: 'event_payload', type: 'text', valueOf: ({ payload }) => payload },
  { name: 'event_headers', type: 'text', valueOf: ({ headers }) => headers },
];

/**
 * For a service's own statement that writes facts and their events at once: inserts the events that `from`, a part of
 * that statement, has in `outboxColumns`. It takes no lock, so use it only for keys without another writer.
 */
export const insertOutboxRows = (from: string): string => `
    INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload, headers)
    SELECT event_id, event_topic, event_key, event_type, event_payload::json, event_headers::json
    FROM ${from}`;

// The locks come first: the filter is evaluated before any row gets its `seq`. So of two transactions that write events
// of one key, the second gets its number only after the first has ended, and `seq` follows commit order. The locks are
// sorted, so that two transactions with several keys cannot deadlock.
const insertRowsInOrder = `/* prepared */
  WITH input AS MATERIALIZED (
    SELECT * FROM ${unnest(outboxColumns)} WITH ORDINALITY AS rows (${outboxColumns.map(({ name }) => name).join(', ')}, position)
  ), locks AS MATERIALIZED (
    SELECT pg_advisory_xact_lock(lock) FROM (
      SELECT DISTINCT hashtextextended(event_topic || ' ' || event_key, 0) AS lock FROM input ORDER BY lock
    ) AS sorted
  ), inserted AS (${insertOutboxRows('input WHERE (SELECT count(*) FROM locks) > 0 ORDER BY position')}
    RETURNING id
  )
  SELECT count(*)::integer AS count FROM inserted`;

/** Adds events to the transaction so that those of one key are published in the order of commits. */
export async function insertInCommitOrder(transaction: Transaction, rows: readonly OutboxRow[]): Promise<void> {
  if (rows.length > 0) await rowsOf(transaction, insertRowsInOrder, arraysOf(outboxColumns, rows));
}
