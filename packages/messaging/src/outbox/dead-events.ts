import { replayCountHeader } from '../consumer/dead-letter.js';
import { rowsOf, type Transaction } from '../database.js';
import { insertInCommitOrder, type OutboxRow } from './outbox-rows.js';

/** An event that no broker accepted: it stays in `outbox_dead` until an operator publishes it again or gives it up. */
export interface DeadEvent extends OutboxRow {
  readonly diedAt: Date;
  readonly cause: string;
  /** How often it was published again and came back. */
  readonly replays: number;
}

const columns = `
  id, aggregatetype AS topic, aggregateid AS key, type, payload::text AS payload, headers::text AS headers,
  died_at AS "diedAt", cause, coalesce((headers ->> '${replayCountHeader}')::integer, 0) AS replays`;

// A key's rows got their times under the key's lock, so these reflect the order of commits.
const selectRows = `SELECT ${columns} FROM outbox_dead WHERE $1::uuid IS NULL OR id = $1 ORDER BY created_at, id`;

const takeRow = `
  WITH taken AS (DELETE FROM outbox_dead WHERE id = $1 RETURNING *)
  SELECT ${columns} FROM taken`;

/** Reads all of them in commit order, or the one with this id. */
export function readDeadEvents(transaction: Transaction, id: string | null = null): Promise<DeadEvent[]> {
  return rowsOf(transaction, selectRows, [id]);
}

/** The number of events in `outbox_dead`. */
export async function countDeadEvents(transaction: Transaction): Promise<number> {
  const [row] = await rowsOf<{ count: number }>(transaction, 'SELECT count(*)::integer AS count FROM outbox_dead', []);
  return row?.count ?? 0;
}

/**
 * Publishes the event once more, with its own id, after what its key has written since; false when it no longer exists.
 */
export async function publishDeadEvent(transaction: Transaction, id: string): Promise<boolean> {
  const [row] = await rowsOf<DeadEvent>(transaction, takeRow, [id]);
  if (row === undefined) return false;
  const headers = { ...(JSON.parse(row.headers) as object), [replayCountHeader]: String(row.replays + 1) };
  await insertInCommitOrder(transaction, [{ ...row, headers: JSON.stringify(headers) }]);
  return true;
}

/** Gives the event up; false when it no longer exists. */
export async function discardDeadEvent(transaction: Transaction, id: string): Promise<boolean> {
  return (await rowsOf(transaction, takeRow, [id])).length > 0;
}
