import { services, topicOf } from '@fairway/catalog';
import { databaseModule, kafkaModule, outboxModule } from '@fairway/service-kit';
import { type DynamicModule, Module } from '@nestjs/common';
import { AdministrationModule } from './administration/administration.module.js';
import { AccessTokensModule } from './access-tokens/access-tokens.module.js';
import { AccountEntity } from './accounts/account.entity.js';
import { AccountsModule } from './accounts/accounts.module.js';
import type { Config } from './config.js';
import { PasswordChangeModule } from './password-change/password-change.module.js';
import { KnownNetworkEntity } from './passwords/known-network.entity.js';
import { PasswordFailureEntity } from './passwords/password-failure.entity.js';
import { LoginModule } from './login/login.module.js';
import { migrations } from './migrations.js';
import { PruningModule } from './pruning/pruning.module.js';
import { RefreshFamilyEntity } from './refresh-tokens/refresh-family.entity.js';
import { RefreshTokensModule } from './refresh-tokens/refresh-tokens.module.js';
import { SessionsModule } from './sessions/sessions.module.js';

const service = 'auth-service';

@Module({})
export class AppModule {
  static with(config: Config): DynamicModule {
    return {
      module: AppModule,
      imports: [
        databaseModule({
          url: config.DATABASE_URL,
          poolSize: config.DATABASE_POOL_SIZE,
          applicationName: service,
          entities: [AccountEntity, RefreshFamilyEntity, PasswordFailureEntity, KnownNetworkEntity],
          migrations,
        }),
        kafkaModule(service, config),
        outboxModule({ service, topicOf, produces: services[service].produces }),
        AccountsModule,
        AccessTokensModule,
        RefreshTokensModule,
        LoginModule,
        SessionsModule,
        PasswordChangeModule,
        AdministrationModule,
        PruningModule,
      ],
    };
  }
}
