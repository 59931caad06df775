import { createInboxTables, createOutboxTables, dropInboxTables, dropOutboxTables } from '@fairway/messaging';
import type { MigrationInterface, QueryRunner } from 'typeorm';

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
         revenue_minor numeric NOT NULL,
         PRIMARY KEY (day, currency, slot)
       ) WITH (
         -- Few rows, updated by every batch: room on the page keeps the updates off the index.
         fillfactor = 20
       )`,
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
         claimed_until timestamptz,
         accepted_at timestamptz,
         last_error text
       ) WITH (
         -- A claim changes no indexed column: with room on its page it touches no index.
         fillfactor = 70
       )`,
      'CREATE INDEX webhook_deliveries_due ON webhook_deliveries (next_attempt_at) WHERE accepted_at IS NULL',
      'CREATE INDEX webhook_deliveries_of_order ON webhook_deliveries (order_id, seq)',
      'CREATE INDEX webhook_deliveries_created_at ON webhook_deliveries USING brin (created_at)',
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
      'DROP TABLE webhook_deliveries',
      'DROP TABLE daily_figures',
    ];
    for (const statement of statements) await runner.query(statement);
  }
}
