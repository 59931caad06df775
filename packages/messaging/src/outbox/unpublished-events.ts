import { rowsOf, type Transaction } from '../database.js';

/** An event that is on no topic yet: it waits in the outbox, or no broker accepts it. */
export interface UnpublishedEvent {
  readonly eventId: string;
  readonly eventType: string;
  readonly createdAt: Date;
  /** Why no broker accepts it; null while it waits. */
  readonly cause: string | null;
}

// In JSON text a string value is quoted, whatever property holds it.
const concerns = `$1::text IS NULL OR aggregateid = $1 OR position(to_json($1::text)::text IN payload::text) > 0`;

const selectRows = `
  SELECT id AS "eventId", type AS "eventType", created_at AS "createdAt", NULL AS cause FROM outbox WHERE ${concerns}
  UNION ALL
  SELECT id, type, created_at, cause FROM outbox_dead WHERE ${concerns}`;

/** Reads all of them, or those whose key or data contain the id of an entity. Reads the whole table. */
export function readUnpublishedEvents(
  transaction: Transaction,
  entityId: string | null = null,
): Promise<UnpublishedEvent[]> {
  return rowsOf(transaction, selectRows, [entityId]);
}

/** For a service's own statement: whether the event whose id is `expression` waits in the outbox. */
export const waitsInOutbox = (expression: string): string =>
  `EXISTS (SELECT FROM outbox WHERE outbox.id = ${expression})`;
