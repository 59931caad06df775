import { services, topicsConsumedBy } from '@fairway/catalog';
import { authModule, consumerModule, databaseModule, kafkaModule } from '@fairway/service-kit';
import { type DynamicModule, Module } from '@nestjs/common';
import type { Config } from './config.js';
import { migrations } from './migrations.js';
import { CreateProfiles } from './profiles/create-profiles.handler.js';
import { ProfileEntity } from './profiles/profile.entity.js';
import { ProfilesModule } from './profiles/profiles.module.js';

const service = 'user-service';

@Module({})
export class AppModule {
  static with(config: Config): DynamicModule {
    return {
      module: AppModule,
      imports: [
        authModule({ jwksUrl: config.AUTH_JWKS_URL, issuer: config.TOKEN_ISSUER, audience: config.TOKEN_AUDIENCE }),
        databaseModule({
          url: config.DATABASE_URL,
          poolSize: config.DATABASE_POOL_SIZE,
          applicationName: service,
          entities: [ProfileEntity],
          migrations,
        }),
        kafkaModule(service, config),
        ProfilesModule,
        consumerModule({
          group: service,
          topics: topicsConsumedBy(service),
          consumes: services[service].consumes,
          imports: [ProfilesModule],
          handlers: [CreateProfiles],
        }),
      ],
    };
  }
}
