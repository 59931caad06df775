import { serviceEntry } from '@fairway/catalog';
import { defineService } from '@fairway/service-kit';
import { CreateAccounts1764000000000 } from '../migrations/1764000000000-create-accounts.js';
import { MeasureOutboxRows1764400000000 } from '../migrations/1764400000000-measure-outbox-rows.js';
import { DelayGuesses1764600000000 } from '../migrations/1764600000000-delay-guesses.js';
import { AccountLifeCycle1764700000000 } from '../migrations/1764700000000-account-life-cycle.js';
import { AccessTokensModule } from './access-tokens/access-tokens.module.js';
import { AccountsModule } from './accounts/accounts.module.js';
import { AdministrationModule } from './administration/administration.module.js';
import { Config } from './config.js';
import { LoginModule } from './login/login.module.js';
import { PasswordChangeModule } from './password-change/password-change.module.js';
import { PruningModule } from './pruning/pruning.module.js';
import { RefreshTokensModule } from './refresh-tokens/refresh-tokens.module.js';
import { SessionsModule } from './sessions/sessions.module.js';

export const service = defineService(serviceEntry('auth-service'), {
  config: Config,
  modules: [
    AccountsModule,
    AccessTokensModule,
    RefreshTokensModule,
    LoginModule,
    SessionsModule,
    PasswordChangeModule,
    AdministrationModule,
    PruningModule,
  ],
  migrations: [
    CreateAccounts1764000000000,
    MeasureOutboxRows1764400000000,
    DelayGuesses1764600000000,
    AccountLifeCycle1764700000000,
  ],
});
