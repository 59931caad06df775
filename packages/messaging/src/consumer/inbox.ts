import { rowsOf, type Transaction } from '../database.js';
import type { HandledEvent } from './event-handler.js';

/*
 * ON CONFLICT instead of catching a unique violation, which would abort the whole transaction. An uncommitted row of
 * another transaction makes this statement wait, so two members of the group that hold the same event take turns.
 */
const insertRows = `/* prepared */
  WITH inserted AS (
    INSERT INTO inbox (consumer, event_id, event_type, key, topic, partition, record_offset)
    SELECT $1, event_id, event_type, key, topic, partition, record_offset
    FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::integer[], $7::bigint[])
      AS rows (event_id, event_type, key, topic, partition, record_offset)
    ORDER BY event_id
    ON CONFLICT DO NOTHING
    RETURNING event_id
  )
  SELECT event_id FROM inserted`;

/** Records the events as handled by `consumer`, and returns the ids of the new ones. */
export async function addToInbox(
  transaction: Transaction,
  consumer: string,
  events: readonly HandledEvent[],
): Promise<Set<string>> {
  const rows = await rowsOf<{ event_id: string }>(transaction, insertRows, [
    consumer,
    events.map(({ id }) => id),
    events.map(({ type }) => type),
    events.map(({ key }) => key),
    events.map(({ topic }) => topic),
    events.map(({ partition }) => partition),
    events.map(({ offset }) => offset.toString()),
  ]);
  return new Set(rows.map((row) => row.event_id));
}

/** An event that a consumer has handled, as recorded in the handler's transaction. */
export interface InboxRow {
  readonly consumer: string;
  readonly eventId: string;
  readonly eventType: string;
  readonly key: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly handledAt: Date;
}

const selectRows = `
  SELECT consumer, event_id AS "eventId", event_type AS "eventType", key, topic, partition, record_offset AS "offset", handled_at AS "handledAt"
  FROM inbox WHERE handled_at >= $1 AND key = ANY ($2::text[]) ORDER BY handled_at`;

/** The handled events of these keys, oldest first. */
export function readInbox(
  transaction: Transaction,
  { since, keys }: { since: Date; keys: readonly string[] },
): Promise<InboxRow[]> {
  return rowsOf(transaction, selectRows, [since, keys]);
}

const deleteOldRows = `
  WITH deleted AS (
    DELETE FROM inbox WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM inbox WHERE handled_at < now() - make_interval(days => $1) LIMIT $2
    )) RETURNING 1
  )
  SELECT count(*)::integer AS count FROM deleted`;

/**
 * How long a handled event is remembered: longer than any topic keeps its records. After that it would count as new.
 */
export const inboxRetentionDays = 30;

/** Deletes up to `limit` rows handled more than `days` ago and returns their number. */
export async function pruneInbox(transaction: Transaction, days: number, limit: number): Promise<number> {
  const [row] = await rowsOf<{ count: number }>(transaction, deleteOldRows, [days, limit]);
  return row?.count ?? 0;
}
