import { Module, type DynamicModule } from '@nestjs/common';
import { TokenVerifier, type AuthOptions } from './token-verifier.js';

/** Lets a service verify access tokens; every route without `@Public()` then needs one. */
@Module({})
class AuthModule {}

export function authModule(options: AuthOptions): DynamicModule {
  return {
    module: AuthModule,
    global: true,
    providers: [{ provide: TokenVerifier, useValue: new TokenVerifier(options) }],
    exports: [TokenVerifier],
  };
}
