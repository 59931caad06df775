import type { DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { Redacted } from '../config/redacted.js';
import { HealthRegistry } from '../health/health-registry.js';
import { DatabaseConnection } from './database-connection.js';

export interface DatabaseOptions {
  readonly url: Redacted<string>;
  /** Most connections of this process. */
  readonly poolSize: number;
  /** How the connections are called in `pg_stat_activity`. */
  readonly applicationName: string;
  readonly entities: Function[];
  /** The service starts only when the database has them all; `runMigrations` applies them. */
  readonly migrations: Function[];
}

/**
 * PostgreSQL through TypeORM: entities are injected as usual (`TypeOrmModule.forFeature`), `DataSource` too. Statements
 * end after 10 s, transactions left idle after 30 s. While PostgreSQL is down at start the service waits, not ready.
 */
export function databaseModule(options: DatabaseOptions): DynamicModule {
  const connection = new DatabaseConnection(options);
  return TypeOrmModule.forRootAsync({
    inject: [HealthRegistry],
    useFactory: (health: HealthRegistry) => {
      health.register({ name: 'postgresql', check: () => connection.check() });
      return {};
    },
    dataSourceFactory: () => connection.open(),
  });
}
