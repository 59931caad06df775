import { createInboxTables, createOutboxTables, dropInboxTables, dropOutboxTables } from '@fairway/messaging';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const waiting = 'accepted_at IS NULL AND given_up_at IS NULL AND withdrawn_at IS NULL';

const createWebhookDeliveries = [
  `CREATE TABLE webhook_deliveries (
     id uuid PRIMARY KEY,
     -- Deliveries of one order are sent in this order.
     seq bigint GENERATED ALWAYS AS IDENTITY,
     order_id uuid NOT NULL,
     event_type text NOT NULL,
     -- json, not jsonb: the text stays as it was written, so that each try sends the same bytes.
     payload json NOT NULL,
     headers json NOT NULL,
     attempts integer NOT NULL DEFAULT 0,
     created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
     next_attempt_at timestamptz NOT NULL DEFAULT clock_timestamp(),
     -- The time for which it is sent again counts from here.
     due_since timestamptz NOT NULL DEFAULT clock_timestamp(),
     claimed_until timestamptz,
     accepted_at timestamptz,
     given_up_at timestamptz,
     -- The order was cancelled: it is not sent any more.
     withdrawn_at timestamptz,
     last_error text
   ) WITH (
     -- A claim changes no indexed column: with room on its page it touches no index.
     fillfactor = 70
   )`,
  // Those never tried and those to be tried again are claimed apart, so that the second do not hold up the first.
  `CREATE INDEX webhook_deliveries_fresh ON webhook_deliveries (next_attempt_at) WHERE ${waiting} AND attempts = 0`,
  `CREATE INDEX webhook_deliveries_retried ON webhook_deliveries (next_attempt_at) WHERE ${waiting} AND attempts > 0`,
  `CREATE INDEX webhook_deliveries_retried_since ON webhook_deliveries (due_since) WHERE ${waiting} AND attempts > 0`,
  // For operators and `./fairway dlq replay`: sends deliveries again that were given up, unless their order is
  // cancelled. The tries so far stay: what was sent before is no news to the partner, should the order be cancelled.
  `CREATE FUNCTION send_webhooks_again(ids uuid[]) RETURNS SETOF uuid LANGUAGE sql AS $$
     UPDATE webhook_deliveries
     SET given_up_at = NULL, due_since = clock_timestamp(), next_attempt_at = clock_timestamp()
     WHERE id = ANY (ids) AND given_up_at IS NOT NULL AND withdrawn_at IS NULL
     RETURNING id
   $$`,
  'CREATE INDEX webhook_deliveries_of_order ON webhook_deliveries (order_id, seq)',
  'CREATE INDEX webhook_deliveries_created_at ON webhook_deliveries USING brin (created_at)',
];

export class CreateEventTables1764000000000 implements MigrationInterface {
  readonly name = 'CreateEventTables1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      `CREATE TABLE daily_figures (
         day date NOT NULL,
         currency text NOT NULL,
         slot smallint NOT NULL,
         orders_created bigint NOT NULL,
         orders_processed bigint NOT NULL,
         orders_cancelled bigint NOT NULL,
         -- Of one slot it may be below 0: another slot counted what this one takes back.
         orders_undeliverable bigint NOT NULL,
         revenue_minor numeric NOT NULL,
         PRIMARY KEY (day, currency, slot)
       ) WITH (
         -- Few rows, updated by every batch: room on the page keeps the updates off the index.
         fillfactor = 20
       )`,
      ...createWebhookDeliveries,
      `CREATE TABLE notifications (
         id uuid PRIMARY KEY,
         user_id uuid NOT NULL,
         template text NOT NULL,
         parameters jsonb NOT NULL,
         requested_at timestamptz NOT NULL,
         delivered_at timestamptz NOT NULL
       )`,
      'CREATE INDEX notifications_of_user ON notifications (user_id, delivered_at, id)',
      ...createOutboxTables,
      ...createInboxTables,
    ];
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    const statements = [
      ...dropInboxTables,
      ...dropOutboxTables,
      'DROP TABLE notifications',
      'DROP FUNCTION send_webhooks_again(uuid[])',
      'DROP TABLE webhook_deliveries',
      'DROP TABLE daily_figures',
    ];
    for (const statement of statements) await runner.query(statement);
  }
}
