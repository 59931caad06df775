import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Only columns with defaults: a replica of the previous version keeps working beside this one. */
export class AccountLifeCycle1764700000000 implements MigrationInterface {
  readonly name = 'AccountLifeCycle1764700000000';

  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      `ALTER TABLE accounts
         ADD COLUMN IF NOT EXISTS disabled_at timestamptz,
         ADD COLUMN IF NOT EXISTS password_version integer NOT NULL DEFAULT 0,
         ADD COLUMN IF NOT EXISTS configured_password_hashes text[] NOT NULL DEFAULT '{}'`,
      `ALTER TABLE refresh_families
         ADD COLUMN IF NOT EXISTS created_at timestamptz NOT NULL DEFAULT now(),
         ADD COLUMN IF NOT EXISTS last_used_at timestamptz NOT NULL DEFAULT now(),
         ADD COLUMN IF NOT EXISTS client text,
         ADD COLUMN IF NOT EXISTS secret_hash bytea,
         ADD COLUMN IF NOT EXISTS previous_hash bytea,
         ADD COLUMN IF NOT EXISTS sealed_newest bytea`,
      // Every family started with a lifetime of 30 days.
      `UPDATE refresh_families SET created_at = ends_at - interval '30 days'`,
    ];
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    const statements = [
      `ALTER TABLE refresh_families
         DROP COLUMN created_at, DROP COLUMN last_used_at, DROP COLUMN client,
         DROP COLUMN secret_hash, DROP COLUMN previous_hash, DROP COLUMN sealed_newest`,
      'ALTER TABLE accounts DROP COLUMN disabled_at, DROP COLUMN password_version, DROP COLUMN configured_password_hashes',
    ];
    for (const statement of statements) await runner.query(statement);
  }
}
