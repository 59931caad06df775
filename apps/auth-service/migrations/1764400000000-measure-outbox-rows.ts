import { downgradeOutboxTables, upgradeOutboxTables } from '@fairway/messaging';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class MeasureOutboxRows1764400000000 implements MigrationInterface {
  readonly name = 'MeasureOutboxRows1764400000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of upgradeOutboxTables) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of downgradeOutboxTables) await runner.query(statement);
  }
}
