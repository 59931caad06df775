import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CountUndeliverableOrders1764700000000 implements MigrationInterface {
  readonly name = 'CountUndeliverableOrders1764700000000';

  async up(runner: QueryRunner): Promise<void> {
    // A single slot may be below 0: it subtracts what another slot counted.
    await runner.query(
      'ALTER TABLE daily_figures ADD COLUMN IF NOT EXISTS orders_undeliverable bigint NOT NULL DEFAULT 0',
    );
    // Until they are replaced, replicas of the previous version insert without this column, wherever it came from.
    await runner.query('ALTER TABLE daily_figures ALTER COLUMN orders_undeliverable SET DEFAULT 0');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE daily_figures DROP COLUMN orders_undeliverable');
  }
}
