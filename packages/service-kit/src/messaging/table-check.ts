import { type RequiredTables, requireTables } from '@fairway/messaging';
import type { DataSource } from 'typeorm';

/**
 * Part of a readiness check: a service whose migrations omit the messaging tables starts, and would then fail one event
 * at a time. Tables that were found are not checked again.
 */
export function tableCheck(database: DataSource, tables: RequiredTables): () => Promise<void> {
  let found = false;
  return async () => {
    if (found) return;
    await requireTables(database, tables);
    found = true;
  };
}
