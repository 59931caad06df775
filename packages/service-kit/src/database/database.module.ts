import type { DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { Redacted } from '../config/redacted.js';
import { HealthRegistry } from '../health/health-registry.js';
import { DatabaseConnection } from './database-connection.js';

export interface DatabaseOptions {
  /** Of a second data source, for `@InjectDataSource(name)`; its connections are its own, and it is ready apart. */
  readonly name?: string;
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
export function databaseModule({ name, ...options }: DatabaseOptions): DynamicModule {
  const connection = new DatabaseConnection(options);
  return TypeOrmModule.forRootAsync({
    ...(name === undefined ? {} : { name }),
    inject: [HealthRegistry],
    useFactory: (health: HealthRegistry) => {
      health.register({ name: name === undefined ? 'postgresql' : `postgresql ${name}`, check: () => connection.check() });
      return {};
    },
    dataSourceFactory: () => connection.open(),
  });
}
