import { type DynamicModule, Injectable, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource, type MigrationInterface } from 'typeorm';
import type { Redacted } from '../config/redacted.js';
import { HealthRegistry } from '../health/health-registry.js';
import { AfterCommit } from './after-commit.js';
import { DatabaseConnection } from './database-connection.js';
import { exposeServer } from './database-metrics.js';
import { pgPoolOf } from './pg-pool.js';

/** The database of the service, for all its data sources. */
export interface ServiceDatabase {
  /** Name of the connections in `pg_stat_activity`. */
  readonly service: string;
  readonly url: Redacted<string>;
  /** Maximum number of connections of this process, including those of a second data source. */
  readonly poolSize: number;
  readonly migrations: readonly (new () => MigrationInterface)[];
}

const DATABASE = Symbol('ServiceDatabase');
const SECOND_POOL_SIZE = Symbol('connections of the second data source');

@Injectable()
class ServerMetrics implements OnApplicationBootstrap {
  constructor(private readonly database: DataSource) {}

  onApplicationBootstrap(): void {
    exposeServer(pgPoolOf(this.database));
  }
}

@Module({})
class DatabaseModule {}

/**
 * PostgreSQL through TypeORM: inject entities (`TypeOrmModule.forFeature`) and `DataSource` as usual. Statements end
 * after 10 s, idle transactions after 30 s. While PostgreSQL is down at start, the service waits and is not ready.
 */
export function databaseModule(database: ServiceDatabase): DynamicModule {
  return {
    module: DatabaseModule,
    global: true,
    imports: [dataSource(undefined, (poolSize, second) => poolSize - second)],
    providers: [
      { provide: DATABASE, useValue: database },
      { provide: AfterCommit, inject: [DataSource], useFactory: (opened: DataSource) => new AfterCommit(opened) },
      ServerMetrics,
    ],
    exports: [DATABASE, AfterCommit],
  };
}

@Module({})
class SecondDataSourceModule {}

/**
 * For work that must continue while the first data source is busy: `@InjectDataSource(name)`, and
 * `TypeOrmModule.forFeature(entities, name)`. It has connections and a readiness check of its own.
 * @param connections its share of `DATABASE_POOL_SIZE`
 */
export function secondDataSource(name: string, connections: number): DynamicModule {
  return {
    module: SecondDataSourceModule,
    global: true,
    imports: [dataSource(name, () => connections)],
    providers: [{ provide: SECOND_POOL_SIZE, useValue: connections }],
    exports: [SECOND_POOL_SIZE],
  };
}

function dataSource(name: string | undefined, poolSizeOf: (poolSize: number, second: number) => number): DynamicModule {
  const suffix = name === undefined ? '' : ` ${name}`;
  let connection: DatabaseConnection;
  return TypeOrmModule.forRootAsync({
    ...(name === undefined ? {} : { name }),
    inject: [HealthRegistry, DATABASE, { token: SECOND_POOL_SIZE, optional: true }],
    useFactory: (health: HealthRegistry, { service, poolSize, url, migrations }: ServiceDatabase, second = 0) => {
      connection = new DatabaseConnection({
        url,
        poolSize: poolSizeOf(poolSize, second),
        applicationName: `${service}${suffix}`,
        migrations: [...migrations],
      });
      health.register({ name: `postgresql${suffix}`, check: () => connection.check() });
      return { autoLoadEntities: true };
    },
    dataSourceFactory: (options) => connection.open(options?.entities as Function[]),
  });
}
