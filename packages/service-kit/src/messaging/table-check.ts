import { type RequiredTables, requireTables } from '@fairway/messaging';
import type { DataSource } from 'typeorm';

/**
 * Part of a readiness check: a service whose migrations forgot the tables of messaging starts, and would fail one event
 * at a time. Once found the tables are not looked for again.
 */
export function tableCheck(database: DataSource, tables: RequiredTables): () => Promise<void> {
  let found = false;
  return async () => {
    if (found) return;
    await requireTables(database, tables);
    found = true;
  };
}
