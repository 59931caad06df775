import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AddUndeliverableOrders1764700000000 implements MigrationInterface {
  readonly name = 'AddUndeliverableOrders1764700000000';
  // The orders are checked after ALTER TABLE has released its lock, so that orders are accepted meanwhile.
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE orders ADD COLUMN IF NOT EXISTS undeliverable_at timestamptz');
    await allowStatuses(runner, ['pending', 'processed', 'cancelled', 'undeliverable']);
  }

  async down(runner: QueryRunner): Promise<void> {
    // The previous status of an undeliverable order.
    await runner.query(`UPDATE orders SET status = 'pending' WHERE status = 'undeliverable'`);
    await allowStatuses(runner, ['pending', 'processed', 'cancelled']);
    await runner.query('ALTER TABLE orders DROP COLUMN undeliverable_at');
  }
}

async function allowStatuses(runner: QueryRunner, statuses: readonly string[]): Promise<void> {
  await runner.query(
    `ALTER TABLE orders
       DROP CONSTRAINT IF EXISTS orders_status_check,
       ADD CONSTRAINT orders_status_check CHECK (status IN (${statuses.map((status) => `'${status}'`).join(', ')})) NOT VALID`,
  );
  await runner.query('ALTER TABLE orders VALIDATE CONSTRAINT orders_status_check');
}
