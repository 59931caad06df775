import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';

/**
 * The pool of `pg` below a TypeORM data source, for statements that TypeORM is too slow for: it prepares nothing, and
 * a named prepared statement costs less than half. Both share its connections.
 */
export function pgPoolOf(dataSource: DataSource): Pool {
  const { master } = dataSource.driver as unknown as { master?: Pool };
  if (dataSource.options.type !== 'postgres' || master === undefined) {
    throw new Error('The data source has no pool: it must be of type postgres and initialized.');
  }
  return master;
}
