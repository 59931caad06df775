import pg from 'pg';
import type { DatabaseUrls } from './database-urls.js';
import { scramVerifier } from './scram-verifier.js';
import type { ServiceDatabase } from './service-databases.js';

const { escapeIdentifier, escapeLiteral } = pg;

/** An arbitrary number, the same in every run. */
const lockKey = 5_432_000_001;

/**
 * Gives each service a role and a database that only this role may connect to. It changes what differs and nothing else,
 * so it can run at any time.
 * @param admin the administrator, connected to the database `postgres`. CREATEROLE and CREATEDB suffice: the master user
 *   of RDS is no superuser.
 * @returns what it changed, one sentence each
 */
export async function bootstrapDatabases(
  admin: pg.Client,
  targets: readonly ServiceDatabase[],
  urls: DatabaseUrls,
): Promise<string[]> {
  // A second run at the same time waits. The lock ends with the connection.
  await admin.query('SELECT pg_advisory_lock($1)', [lockKey]);
  const changes: string[] = [];
  for (const target of targets) {
    changes.push(...(await prepareRole(admin, target, urls)));
    changes.push(...(await withRightsOf(target, admin, () => prepareDatabase(admin, target))));
  }
  for (const database of ['postgres', 'template1']) changes.push(...(await closeDatabase(admin, database)));
  return changes;
}

/** Attributes of the role of a service, and the columns of pg_roles that say whether it has them. */
const attributes = {
  LOGIN: 'rolcanlogin',
  NOSUPERUSER: 'NOT rolsuper',
  NOCREATEDB: 'NOT rolcreatedb',
  NOCREATEROLE: 'NOT rolcreaterole',
  NOREPLICATION: 'NOT rolreplication',
  NOBYPASSRLS: 'NOT rolbypassrls',
};

/** One transaction, so that the password in the database and the one in the service's DATABASE_URL change together. */
async function prepareRole(admin: pg.Client, target: ServiceDatabase, urls: DatabaseUrls): Promise<string[]> {
  const { role } = target;
  const changes: string[] = [];
  await admin.query('BEGIN');
  try {
    const { rows } = await admin.query<Record<string, boolean>>(
      `SELECT ${Object.entries(attributes)
        .map(([name, condition]) => `${condition} AS "${name}"`)
        .join(', ')} FROM pg_roles WHERE rolname = $1`,
      [role],
    );
    const [existing] = rows;
    if (existing === undefined) {
      await admin.query(`CREATE ROLE ${escapeIdentifier(role)} LOGIN`);
      changes.push(`created the role ${role}`);
    }
    // Only those that differ: without the right to grant some of them, PostgreSQL refuses even to name them.
    const wrong = Object.keys(attributes).filter((name) => existing?.[name] === false);
    if (wrong.length > 0) {
      await admin.query(`ALTER ROLE ${escapeIdentifier(role)} ${wrong.join(' ')}`);
      changes.push(`made the role ${role} ${wrong.join(' ')}`);
    }
    const password = await urls.passwordToSet(target, existing === undefined);
    if (password !== undefined) {
      await admin.query(`ALTER ROLE ${escapeIdentifier(role)} PASSWORD ${escapeLiteral(scramVerifier(password))}`);
      await urls.save(target, password);
      changes.push(`set the password of ${role}`);
    }
    await admin.query('COMMIT');
  } catch (error) {
    await admin.query('ROLLBACK');
    throw error;
  }
  return changes;
}

/** Only its owner may change a database, or give one away, so the administrator is a member of the role meanwhile. */
async function withRightsOf<Result>(
  { role }: ServiceDatabase,
  admin: pg.Client,
  work: () => Promise<Result>,
): Promise<Result> {
  await admin.query(`GRANT ${escapeIdentifier(role)} TO CURRENT_USER WITH INHERIT TRUE, SET TRUE`);
  try {
    return await work();
  } finally {
    await admin.query(`REVOKE ${escapeIdentifier(role)} FROM CURRENT_USER`);
  }
}

async function prepareDatabase(admin: pg.Client, { database, role }: ServiceDatabase): Promise<string[]> {
  const changes: string[] = [];
  const [databaseName, roleName] = [escapeIdentifier(database), escapeIdentifier(role)];
  const before = await readDatabase(admin, database);
  if (before === undefined) {
    await admin.query(`CREATE DATABASE ${databaseName} OWNER ${roleName}`);
    changes.push(`created the database ${database}`);
  } else if (before.owner !== role) {
    await admin.query(`ALTER DATABASE ${databaseName} OWNER TO ${roleName}`);
    changes.push(`gave the database ${database} to ${role}`);
  }
  const { others, ownerConnects } = (await readDatabase(admin, database)) ?? { others: [], ownerConnects: true };
  if (!ownerConnects) {
    await admin.query(`GRANT ALL ON DATABASE ${databaseName} TO ${roleName}`);
    changes.push(`let ${role} connect to ${database}`);
  }
  // By default PostgreSQL lets every role connect to every database.
  for (const grantee of others) {
    await admin.query(`REVOKE ALL ON DATABASE ${databaseName} FROM ${grantee} CASCADE`);
    changes.push(`closed the database ${database} to ${grantee}`);
  }
  return changes;
}

interface DatabaseState {
  readonly owner: string;
  readonly ownerConnects: boolean;
  /** Who else has rights on it: `PUBLIC`, and roles as quoted identifiers. */
  readonly others: readonly string[];
}

async function readDatabase(admin: pg.Client, database: string): Promise<DatabaseState | undefined> {
  const { rows } = await admin.query<DatabaseState>(
    `SELECT pg_get_userbyid(datdba) AS owner,
       bool_or(grantee = datdba AND privilege_type = 'CONNECT') AS "ownerConnects",
       coalesce(
         array_agg(DISTINCT CASE WHEN grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END)
           FILTER (WHERE grantee <> datdba),
         '{}'
       ) AS others
     FROM pg_database LEFT JOIN LATERAL aclexplode(coalesce(datacl, acldefault('d', datdba))) ON true
     WHERE datname = $1 GROUP BY datdba`,
    [database],
  );
  return rows[0];
}

/** No service has a reason to connect to the databases of PostgreSQL itself. */
async function closeDatabase(admin: pg.Client, database: string): Promise<string[]> {
  const { rows } = await admin.query(
    `SELECT FROM pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba)))
     WHERE datname = $1 AND grantee = 0 AND privilege_type = 'CONNECT' AND pg_has_role(datdba, 'USAGE')`,
    [database],
  );
  if (rows.length === 0) return [];
  await admin.query(`REVOKE CONNECT ON DATABASE ${escapeIdentifier(database)} FROM PUBLIC`);
  return [`closed the database ${database} to PUBLIC`];
}
