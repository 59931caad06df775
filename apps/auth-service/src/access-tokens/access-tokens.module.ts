import { CONFIG } from '@fairway/service-kit';
import { Module } from '@nestjs/common';
import type { Config } from '../config.js';
import { AccessTokens } from './access-tokens.js';
import { JwksController } from './jwks.controller.js';
import { TokenKeys } from './token-keys.js';

@Module({
  controllers: [JwksController],
  providers: [
    {
      provide: TokenKeys,
      inject: [CONFIG],
      useFactory: (config: Config) => TokenKeys.read(config.TOKEN_SIGNING_KEY.reveal(), config.TOKEN_PREVIOUS_KEYS?.reveal()),
    },
    AccessTokens,
  ],
  exports: [AccessTokens],
})
export class AccessTokensModule {}
