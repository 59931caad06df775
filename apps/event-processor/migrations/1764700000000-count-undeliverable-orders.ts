import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CountUndeliverableOrders1764700000000 implements MigrationInterface {
  readonly name = 'CountUndeliverableOrders1764700000000';

  async up(runner: QueryRunner): Promise<void> {
    // Of one slot it may be below 0: another slot counted what this one takes back.
    await runner.query(
      'ALTER TABLE daily_figures ADD COLUMN IF NOT EXISTS orders_undeliverable bigint NOT NULL DEFAULT 0',
    );
    // Replicas of the version before insert without it until they are replaced, wherever the column came from.
    await runner.query('ALTER TABLE daily_figures ALTER COLUMN orders_undeliverable SET DEFAULT 0');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE daily_figures DROP COLUMN orders_undeliverable');
  }
}
