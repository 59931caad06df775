import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The table login_failures stays: replicas of the previous version count in it. */
export class DelayGuesses1764600000000 implements MigrationInterface {
  readonly name = 'DelayGuesses1764600000000';

  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      `CREATE TABLE IF NOT EXISTS password_failures (
         subject bytea PRIMARY KEY,
         free_failures integer NOT NULL,
         failures integer NOT NULL,
         retry_at timestamptz NOT NULL,
         forgotten_at timestamptz NOT NULL
       )`,
      'CREATE INDEX IF NOT EXISTS password_failures_forgotten_at ON password_failures (forgotten_at)',
      `CREATE TABLE IF NOT EXISTS known_networks (
         account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
         network bytea NOT NULL,
         seen_at timestamptz NOT NULL,
         PRIMARY KEY (account_id, network)
       )`,
      'CREATE INDEX IF NOT EXISTS known_networks_seen_at ON known_networks (seen_at)',
    ];
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['known_networks', 'password_failures']) await runner.query(`DROP TABLE ${table}`);
  }
}
