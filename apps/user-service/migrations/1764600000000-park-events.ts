import { downgradeInboxTables, upgradeInboxTables } from '@fairway/messaging';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ParkEvents1764600000000 implements MigrationInterface {
  readonly name = 'ParkEvents1764600000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of upgradeInboxTables) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of downgradeInboxTables) await runner.query(statement);
  }
}
