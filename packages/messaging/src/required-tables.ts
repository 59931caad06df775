import { rowsOf, type Transaction } from './database.js';

/** What messaging needs in a service's database, and how the service creates it. */
export interface RequiredTables {
  readonly columns: Readonly<Record<string, readonly string[]>>;
  readonly fix: string;
}

const fix = (create: string, upgrade: string) =>
  `Add a migration to the service with the statements ${create} and ${upgrade} of @fairway/messaging, only the second ` +
  `where older tables exist, and run migrate.js.`;

/** The tables of a service that publishes. */
export const outboxTables: RequiredTables = {
  columns: {
    outbox: ['seq', 'id', 'aggregatetype', 'aggregateid', 'type', 'payload', 'headers', 'created_at', 'bytes'],
    outbox_dead: ['id', 'aggregatetype', 'aggregateid', 'type', 'payload', 'headers', 'created_at', 'died_at', 'cause'],
  },
  fix: fix('createOutboxTables', 'upgradeOutboxTables'),
};

/** The tables of a service that consumes. */
export const inboxTables: RequiredTables = {
  columns: {
    inbox: ['consumer', 'event_id', 'event_type', 'key', 'topic', 'partition', 'record_offset', 'handled_at'],
    parked_events: ['seq', 'consumer', 'topic', 'key', 'event_id', 'parked_at'],
  },
  fix: fix('createInboxTables', 'upgradeInboxTables'),
};

const selectMissing = `
  SELECT name || '.' || column_name AS missing
  FROM unnest($1::text[], $2::text[]) AS required (name, column_name)
  WHERE NOT EXISTS (
    SELECT 1 FROM pg_attribute WHERE attrelid = to_regclass(name) AND attname = column_name AND NOT attisdropped
  )`;

/**
 * Checks that the tables exist.
 * @throws Error that names what is missing and how to add it
 */
export async function requireTables(transaction: Transaction, tables: RequiredTables): Promise<void> {
  const required = Object.entries(tables.columns).flatMap(([table, columns]) =>
    columns.map((column) => ({ table, column })),
  );
  const rows = await rowsOf<{ missing: string }>(transaction, selectMissing, [
    required.map(({ table }) => table),
    required.map(({ column }) => column),
  ]);
  if (rows.length === 0) return;
  throw new Error(`The database lacks ${rows.map(({ missing }) => missing).join(', ')}. ${tables.fix}`);
}
