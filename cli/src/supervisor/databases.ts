import { databases } from '@fairway/catalog';
import { withPostgres } from '@fairway/local-servers';
import pg from 'pg';
import type { Secrets } from '../instance/secrets.js';

/**
 * Creates or updates each database and the one role that may connect to it. Runs at every start.
 * @param superuserUrl of the database `postgres`
 */
export async function prepareDatabases(superuserUrl: string, secrets: Secrets): Promise<void> {
  await withPostgres(superuserUrl, async (client) => {
    const existing = await client.query<{ name: string }>(
      'SELECT rolname AS name FROM pg_roles UNION ALL SELECT datname FROM pg_database',
    );
    const names = new Set(existing.rows.map(({ name }) => name));
    for (const [database, { role }] of Object.entries(databases)) {
      const [roleName, databaseName] = [pg.escapeIdentifier(role), pg.escapeIdentifier(database)];
      // The password is always set, so that the secrets file is authoritative even for older data.
      await client.query(
        `${names.has(role) ? 'ALTER' : 'CREATE'} ROLE ${roleName} LOGIN PASSWORD ${pg.escapeLiteral(secrets.databasePasswords[role] ?? '')}`,
      );
      if (!names.has(database)) await client.query(`CREATE DATABASE ${databaseName} OWNER ${roleName}`);
    }
    // By default PostgreSQL lets every role connect to every database; owners keep their right.
    for (const database of [...Object.keys(databases), 'postgres', 'template1']) {
      await client.query(`REVOKE CONNECT ON DATABASE ${pg.escapeIdentifier(database)} FROM PUBLIC`);
    }
  });
}
