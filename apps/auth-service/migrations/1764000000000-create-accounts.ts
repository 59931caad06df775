import { createOutboxTables, dropOutboxTables } from '@fairway/messaging';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateAccounts1764000000000 implements MigrationInterface {
  readonly name = 'CreateAccounts1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      `CREATE TABLE accounts (
         id uuid PRIMARY KEY,
         email text NOT NULL UNIQUE,
         name text NOT NULL,
         password_hash text NOT NULL CHECK (password_hash LIKE '$argon2id$%'),
         roles text[] NOT NULL CHECK (roles <@ ARRAY['user', 'admin']),
         created_at timestamptz NOT NULL
       )`,
      // One row per sign-in, not per token: it holds the hash of the one token that is still usable.
      `CREATE TABLE refresh_families (
         id uuid PRIMARY KEY,
         account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
         token_hash bytea NOT NULL,
         ends_at timestamptz NOT NULL,
         expires_at timestamptz NOT NULL
       )`,
      'CREATE INDEX refresh_families_account_id ON refresh_families (account_id)',
      'CREATE INDEX refresh_families_expires_at ON refresh_families (expires_at)',
      `CREATE TABLE login_failures (
         id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
         subject bytea NOT NULL,
         failed_at timestamptz NOT NULL DEFAULT clock_timestamp()
       )`,
      'CREATE INDEX login_failures_subject ON login_failures (subject, failed_at)',
      // Rows arrive in time order, so a block range index finds the old ones at almost no cost per insert.
      'CREATE INDEX login_failures_failed_at ON login_failures USING brin (failed_at)',
      ...createOutboxTables,
    ];
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    const statements = [
      ...dropOutboxTables,
      'DROP TABLE login_failures',
      'DROP TABLE refresh_families',
      'DROP TABLE accounts',
    ];
    for (const statement of statements) await runner.query(statement);
  }
}
