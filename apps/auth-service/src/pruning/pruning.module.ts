import { Module } from '@nestjs/common';
import { PasswordsModule } from '../passwords/passwords.module.js';
import { RefreshTokensModule } from '../refresh-tokens/refresh-tokens.module.js';
import { Pruning } from './pruning.js';

@Module({ imports: [PasswordsModule, RefreshTokensModule], providers: [Pruning] })
export class PruningModule {}
