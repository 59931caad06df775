import type { MigrationInterface, QueryRunner } from 'typeorm';

const waiting = 'accepted_at IS NULL AND given_up_at IS NULL AND withdrawn_at IS NULL';

/** Deliveries end: accepted, given up after a time, or withdrawn because the order was cancelled. */
export class EndWebhookDeliveries1764800000000 implements MigrationInterface {
  readonly name = 'EndWebhookDeliveries1764800000000';
  // CONCURRENTLY, so that deliveries are written and sent meanwhile; PostgreSQL allows it only outside transactions.
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    /*
     * The retry period counts from due_since; for existing deliveries it starts now. That default is one value for all
     * rows, so the table is not rewritten, as it would be with the default of new rows.
     */
    await runner.query(
      `ALTER TABLE webhook_deliveries
         ADD COLUMN IF NOT EXISTS due_since timestamptz NOT NULL DEFAULT now(),
         ADD COLUMN IF NOT EXISTS given_up_at timestamptz,
         ADD COLUMN IF NOT EXISTS withdrawn_at timestamptz`,
    );
    await runner.query('ALTER TABLE webhook_deliveries ALTER COLUMN due_since SET DEFAULT clock_timestamp()');
    // New deliveries and retries are claimed separately, so that retries do not delay new ones.
    await createIndex(runner, 'webhook_deliveries_fresh', `(next_attempt_at) WHERE ${waiting} AND attempts = 0`);
    await createIndex(runner, 'webhook_deliveries_retried', `(next_attempt_at) WHERE ${waiting} AND attempts > 0`);
    await createIndex(runner, 'webhook_deliveries_retried_since', `(due_since) WHERE ${waiting} AND attempts > 0`);
    await dropIndex(runner, 'webhook_deliveries_due');
    // For operators and `./fairway dlq replay`: sends given-up deliveries again, unless their order is cancelled. The
    // number of attempts stays: if the order is cancelled, the partner may know it from them.
    await runner.query(
      `CREATE OR REPLACE FUNCTION send_webhooks_again(ids uuid[]) RETURNS SETOF uuid LANGUAGE sql AS $$
         UPDATE webhook_deliveries
         SET given_up_at = NULL, due_since = clock_timestamp(), next_attempt_at = clock_timestamp()
         WHERE id = ANY (ids) AND given_up_at IS NOT NULL AND withdrawn_at IS NULL
         RETURNING id
       $$`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await createIndex(runner, 'webhook_deliveries_due', '(next_attempt_at) WHERE accepted_at IS NULL');
    await runner.query('DROP FUNCTION IF EXISTS send_webhooks_again(uuid[])');
    // The previous version would send it although the order is cancelled.
    await runner.query(
      'UPDATE webhook_deliveries SET accepted_at = withdrawn_at WHERE accepted_at IS NULL AND withdrawn_at IS NOT NULL',
    );
    // The indexes are dropped with the columns.
    await runner.query(
      'ALTER TABLE webhook_deliveries DROP COLUMN due_since, DROP COLUMN given_up_at, DROP COLUMN withdrawn_at',
    );
  }
}

async function createIndex(runner: QueryRunner, name: string, on: string): Promise<void> {
  // A failed attempt leaves an invalid index.
  await dropIndex(runner, name);
  await runner.query(`CREATE INDEX CONCURRENTLY ${name} ON webhook_deliveries ${on}`);
}

const dropIndex = (runner: QueryRunner, name: string) => runner.query(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
