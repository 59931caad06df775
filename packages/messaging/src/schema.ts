/*
 * Existing databases were created by these statements, and a migration runs only once. So a change is a new statement
 * in an `upgrade…` list, which does nothing when its work is done, and in each service a new migration that runs it.
 */

/**
 * The original outbox tables, for a service's migration; run `upgradeOutboxTables` after them. The columns id,
 * aggregatetype, aggregateid, type and payload are the defaults of Debezium's outbox event router, so that change data
 * capture can replace the relay without a migration; aggregatetype holds the topic
 * (`route.topic.replacement=${routedByValue}`).
 */
export const createOutboxTables = [
  `CREATE TABLE outbox (
     seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     id uuid NOT NULL,
     aggregatetype text NOT NULL,
     aggregateid text NOT NULL,
     type text NOT NULL,
     payload json NOT NULL,
     headers json NOT NULL,
     created_at timestamptz NOT NULL DEFAULT clock_timestamp()
   ) WITH (
     -- A queue: rows live for milliseconds, so the dead ones pile up at the head of the index. Vacuum early and fully.
     autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0
   )`,
  `CREATE TABLE outbox_dead (
     id uuid PRIMARY KEY,
     aggregatetype text NOT NULL,
     aggregateid text NOT NULL,
     type text NOT NULL,
     payload json NOT NULL,
     headers json NOT NULL,
     created_at timestamptz NOT NULL,
     died_at timestamptz NOT NULL DEFAULT clock_timestamp(),
     cause text NOT NULL
   )`,
];

/** For a migration after that of `createOutboxTables`. */
export const upgradeOutboxTables = [
  // The size of a row's record in a batch, without the record's frame. It is stored, because measuring a payload again
  // means reading all of it, also for rows that a batch has no room for.
  `ALTER TABLE outbox ADD COLUMN IF NOT EXISTS bytes integer NOT NULL GENERATED ALWAYS AS (
     octet_length(payload::text) + octet_length(headers::text) + octet_length(aggregateid) + octet_length(type)
   ) STORED`,
];

/** Reverts `upgradeOutboxTables`. */
export const downgradeOutboxTables = ['ALTER TABLE outbox DROP COLUMN bytes'];

/** Reverts `createOutboxTables`. */
export const dropOutboxTables = ['DROP TABLE outbox_dead', 'DROP TABLE outbox'];

/**
 * The original inbox table, for the migration of a service that consumes; run `upgradeInboxTables` after it. One row
 * per consumer and handled event.
 */
export const createInboxTables = [
  `CREATE TABLE inbox (
     consumer text NOT NULL,
     event_id uuid NOT NULL,
     event_type text NOT NULL,
     key text NOT NULL,
     topic text NOT NULL,
     partition integer NOT NULL,
     record_offset bigint NOT NULL,
     handled_at timestamptz NOT NULL DEFAULT clock_timestamp(),
     PRIMARY KEY (consumer, event_id)
   )`,
  // Rows arrive in time order, so a block range index finds the old ones at almost no cost per insert.
  'CREATE INDEX inbox_handled_at ON inbox USING brin (handled_at)',
];

/** For a migration after that of `createInboxTables`. */
export const upgradeInboxTables = [
  // One row per event that waits behind a dead letter of its key, oldest first, and one for the dead letter.
  `CREATE TABLE IF NOT EXISTS parked_events (
     seq bigint GENERATED ALWAYS AS IDENTITY,
     consumer text NOT NULL,
     topic text NOT NULL,
     key bytea NOT NULL,
     event_id uuid NOT NULL,
     parked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
     PRIMARY KEY (consumer, event_id)
   )`,
  'CREATE INDEX IF NOT EXISTS parked_events_line ON parked_events (consumer, topic, key, seq)',
];

/** Reverts `upgradeInboxTables`. */
export const downgradeInboxTables = ['DROP TABLE parked_events'];

/** Reverts `createInboxTables`. */
export const dropInboxTables = ['DROP TABLE inbox'];
