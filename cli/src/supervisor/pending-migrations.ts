import { withPostgres } from '@fairway/local-servers';
import { readdir } from 'node:fs/promises';
import pg from 'pg';

const undefinedTable = '42P01';

/**
 * Whether the database lacks one of the service's migrations. TypeORM stores their timestamps in the table
 * `migrations`, and the file names start with the same timestamps.
 * @param folder of the compiled migrations
 */
export async function hasPendingMigrations(databaseUrl: string, folder: string): Promise<boolean> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.js'));
  const applied = await appliedTimestamps(databaseUrl);
  return files.some((name) => !applied.has(name.split('-', 1)[0] ?? ''));
}

async function appliedTimestamps(databaseUrl: string): Promise<Set<string>> {
  const select = 'SELECT timestamp::text AS timestamp FROM migrations';
  try {
    const { rows } = await withPostgres(databaseUrl, (client) => client.query<{ timestamp: string }>(select));
    return new Set(rows.map(({ timestamp }) => timestamp));
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === undefinedTable) return new Set();
    throw error;
  }
}
