import { Module } from '@nestjs/common';
import { LoginModule } from '../login/login.module.js';
import { RefreshTokensModule } from '../refresh-tokens/refresh-tokens.module.js';
import { Pruning } from './pruning.js';

@Module({ imports: [LoginModule, RefreshTokensModule], providers: [Pruning] })
export class PruningModule {}
