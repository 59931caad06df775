import type { MigrationInterface, QueryRunner } from 'typeorm';

const waiting = 'accepted_at IS NULL AND given_up_at IS NULL AND withdrawn_at IS NULL';

/** Deliveries end: accepted, given up after a time, or withdrawn because the order was cancelled. */
export class EndWebhookDeliveries1764800000000 implements MigrationInterface {
  readonly name = 'EndWebhookDeliveries1764800000000';
  // CONCURRENTLY, so that deliveries are written and sent meanwhile; PostgreSQL allows it outside of transactions only.
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    /*
     * The time for which a delivery is sent again counts from due_since; of those that wait already, from now on. That
     * default is one value for all rows, so the table is not rewritten, as it would be for that of the new rows.
     */
    await runner.query(
      `ALTER TABLE webhook_deliveries
         ADD COLUMN IF NOT EXISTS due_since timestamptz NOT NULL DEFAULT now(),
         ADD COLUMN IF NOT EXISTS given_up_at timestamptz,
         ADD COLUMN IF NOT EXISTS withdrawn_at timestamptz`,
    );
    await runner.query('ALTER TABLE webhook_deliveries ALTER COLUMN due_since SET DEFAULT clock_timestamp()');
    // Those never tried and those to be tried again are claimed apart, so that the second do not hold up the first.
    await createIndex(runner, 'webhook_deliveries_fresh', `(next_attempt_at) WHERE ${waiting} AND attempts = 0`);
    await createIndex(runner, 'webhook_deliveries_retried', `(next_attempt_at) WHERE ${waiting} AND attempts > 0`);
    await createIndex(runner, 'webhook_deliveries_retried_since', `(due_since) WHERE ${waiting} AND attempts > 0`);
    await dropIndex(runner, 'webhook_deliveries_due');
    // For operators and `./fairway dlq replay`: sends deliveries again that were given up, unless their order is
    // cancelled. The tries so far stay: what was sent before is no news to the partner, should the order be cancelled.
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
    // The version before would send it, though the order is cancelled.
    await runner.query(
      'UPDATE webhook_deliveries SET accepted_at = withdrawn_at WHERE accepted_at IS NULL AND withdrawn_at IS NOT NULL',
    );
    // The indexes go with the columns.
    await runner.query(
      'ALTER TABLE webhook_deliveries DROP COLUMN due_since, DROP COLUMN given_up_at, DROP COLUMN withdrawn_at',
    );
  }
}

async function createIndex(runner: QueryRunner, name: string, on: string): Promise<void> {
  // A try that failed leaves an index that is not valid.
  await dropIndex(runner, name);
  await runner.query(`CREATE INDEX CONCURRENTLY ${name} ON webhook_deliveries ${on}`);
}

const dropIndex = (runner: QueryRunner, name: string) => runner.query(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
