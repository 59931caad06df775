import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { MigrationInterface } from 'typeorm';
import { authModule } from '../auth/auth.module.js';
import { JwtGuard } from '../auth/jwt.guard.js';
import type { ConfigClass } from '../config/settings.js';
import { databaseModule } from '../database/database.module.js';
import { HealthRegistry } from '../health/health-registry.js';
import { consumerModule } from '../messaging/consumer.module.js';
import { kafkaModule } from '../messaging/kafka.module.js';
import { outboxModule } from '../messaging/outbox.module.js';
import type { PlatformConfig, ServiceEntry } from '../config/service-entry.js';

interface RootParts {
  readonly entry: ServiceEntry;
  readonly config: PlatformConfig;
  readonly Config: ConfigClass | undefined;
  readonly modules: readonly (Type | DynamicModule)[];
  readonly migrations: readonly (new () => MigrationInterface)[];
}

@Module({})
class RootModule {}

/** The root module of a service: the modules that its catalogue entry requires, and its own. */
export function rootModule({
  entry,
  config,
  Config,
  modules,
  migrations,
}: RootParts): (health: HealthRegistry) => DynamicModule {
  const own = Config === undefined ? [] : [{ provide: Config, useValue: config }];
  const { name } = entry;
  return (health) => ({
    module: RootModule,
    global: true,
    imports: [
      ...(entry.verifiesTokens
        ? [authModule({ jwksUrl: config.AUTH_JWKS_URL, issuer: config.TOKEN_ISSUER, audience: config.TOKEN_AUDIENCE })]
        : []),
      ...(entry.database === null
        ? []
        : [
            databaseModule({
              service: name,
              url: config.DATABASE_URL,
              poolSize: config.DATABASE_POOL_SIZE,
              migrations,
            }),
          ]),
      ...(entry.usesKafka ? [kafkaModule(name, config)] : []),
      ...(entry.produces.length === 0 ? [] : [outboxModule(entry)]),
      ...modules,
      // Last: it starts after the modules whose handlers it calls, and stops before them.
      consumerModule(entry),
    ],
    providers: [{ provide: HealthRegistry, useValue: health }, { provide: APP_GUARD, useClass: JwtGuard }, ...own],
    exports: [HealthRegistry, ...own.map(({ provide }) => provide)],
  });
}
