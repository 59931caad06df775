import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Includes the products of the examples in README and tests. */
export class CreateProducts1764800000000 implements MigrationInterface {
  readonly name = 'CreateProducts1764800000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE IF NOT EXISTS products (
         sku text PRIMARY KEY,
         name text NOT NULL,
         prices jsonb NOT NULL,
         updated_at timestamptz NOT NULL
       )`,
    );
    await runner.query(
      `INSERT INTO products (sku, name, prices, updated_at) VALUES
         ('tea', 'Assam tea, 250 g', '{"EUR": 895, "USD": 950, "JPY": 1400}', now()),
         ('cup', 'Porcelain cup', '{"EUR": 1450, "USD": 1550}', now()),
         ('kettle', 'Kettle, 1.7 l', '{"EUR": 3490}', now())
       ON CONFLICT DO NOTHING`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE products');
  }
}
