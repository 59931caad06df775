import type { MigrationInterface, QueryRunner } from 'typeorm';

/** For the age of the oldest pending order, and for `./fairway orders republish`. */
export class IndexPendingOrders1764500000000 implements MigrationInterface {
  readonly name = 'IndexPendingOrders1764500000000';
  // CONCURRENTLY, so that orders are accepted meanwhile; PostgreSQL allows it only outside transactions.
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    // A failed attempt leaves an invalid index.
    await this.down(runner);
    await runner.query(`CREATE INDEX CONCURRENTLY orders_pending ON orders (created_at) WHERE status = 'pending'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX CONCURRENTLY IF EXISTS orders_pending');
  }
}
