import type { DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { HealthRegistry } from '../health/health-registry.js';
import type { DatabaseOptions } from './data-source.js';
import { DatabaseConnection } from './database-connection.js';

/**
 * PostgreSQL through TypeORM: entities are injected as usual (`TypeOrmModule.forFeature`), `DataSource` too. Statements
 * end after 10 s, transactions left idle after 30 s. While PostgreSQL is down at start the service waits, not ready.
 * @param name of a second data source, for `@InjectDataSource(name)`; its connections are its own, and it is ready apart
 */
export function databaseModule({ name, ...options }: DatabaseOptions & { readonly name?: string }): DynamicModule {
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
