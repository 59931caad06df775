import { TokenVerifier } from '@fairway/service-kit';
import { Global, Module } from '@nestjs/common';
import { Config } from '../config.js';
import { AccessTokens } from './access-tokens.js';
import { JwksController } from './jwks.controller.js';
import { TokenKeys } from './token-keys.js';

// Global, because the guard of all routes needs the verifier.
@Global()
@Module({
  controllers: [JwksController],
  providers: [
    {
      provide: TokenKeys,
      inject: [Config],
      useFactory: (config: Config) =>
        TokenKeys.read(config.TOKEN_SIGNING_KEY.reveal(), config.TOKEN_PREVIOUS_KEYS?.reveal()),
    },
    {
      provide: TokenVerifier,
      inject: [TokenKeys, Config],
      useFactory: ({ jwks }: TokenKeys, { TOKEN_ISSUER, TOKEN_AUDIENCE }: Config) =>
        new TokenVerifier({ jwks, issuer: TOKEN_ISSUER, audience: TOKEN_AUDIENCE }),
    },
    AccessTokens,
  ],
  exports: [AccessTokens, TokenVerifier],
})
export class AccessTokensModule {}
