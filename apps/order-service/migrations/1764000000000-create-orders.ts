import { createInboxTables, createOutboxTables, dropInboxTables, dropOutboxTables } from '@fairway/messaging';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateOrders1764000000000 implements MigrationInterface {
  readonly name = 'CreateOrders1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      `CREATE TABLE orders (
         id uuid PRIMARY KEY,
         user_id uuid NOT NULL,
         status text NOT NULL CHECK (status IN ('pending', 'processed', 'cancelled')),
         currency text NOT NULL,
         total_minor bigint NOT NULL CHECK (total_minor >= 0),
         items jsonb NOT NULL,
         created_at timestamptz NOT NULL,
         processed_at timestamptz,
         cancelled_at timestamptz
       ) WITH (
         -- Each order is updated about once, soon after its insert: with room on its page it stays there.
         fillfactor = 80
       )`,
      // Ids have version 7, so they sort by time: this index serves the list, newest first, and its cursor.
      'CREATE INDEX orders_of_user ON orders (user_id, id)',
      `CREATE TABLE idempotency_keys (
         user_id uuid NOT NULL,
         key text NOT NULL,
         fingerprint text NOT NULL,
         order_id uuid NOT NULL,
         created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
         PRIMARY KEY (user_id, key)
       )`,
      'CREATE INDEX idempotency_keys_created_at ON idempotency_keys USING brin (created_at)',
      ...createOutboxTables,
      ...createInboxTables,
    ];
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    const statements = [...dropInboxTables, ...dropOutboxTables, 'DROP TABLE idempotency_keys', 'DROP TABLE orders'];
    for (const statement of statements) await runner.query(statement);
  }
}
