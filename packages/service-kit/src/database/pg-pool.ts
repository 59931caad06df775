import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';

/**
 * The `pg` pool under a TypeORM data source, for statements where TypeORM is too slow. Both share its connections and
 * prepare the same statements (`pg-driver.ts`).
 */
export function pgPoolOf(dataSource: DataSource): Pool {
  const { master } = dataSource.driver as unknown as { master?: Pool };
  if (dataSource.options.type !== 'postgres' || master === undefined) {
    throw new Error('The data source has no pool: it must be of type postgres and initialized.');
  }
  return master;
}
