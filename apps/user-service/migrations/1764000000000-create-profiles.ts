import { createInboxTables, dropInboxTables } from '@fairway/messaging';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateProfiles1764000000000 implements MigrationInterface {
  readonly name = 'CreateProfiles1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      `CREATE TABLE profiles (
         id uuid PRIMARY KEY,
         email text NOT NULL,
         name text NOT NULL,
         registered_at timestamptz NOT NULL
       )`,
      ...createInboxTables,
    ];
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of [...dropInboxTables, 'DROP TABLE profiles']) await runner.query(statement);
  }
}
