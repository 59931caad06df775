import { authModule } from '@fairway/service-kit';
import { type DynamicModule, Module } from '@nestjs/common';
import type { Config } from './config.js';
import { ForwardingRoutes } from './forwarding/forwarding-routes.js';
import { ClientAddresses } from './limits/client-addresses.js';
import { Limits } from './limits/limits.js';
import { OpenApiController } from './openapi/openapi.controller.js';
import { OpenApiPage } from './openapi/openapi-page.js';

@Module({})
export class AppModule {
  static with(config: Config): DynamicModule {
    return {
      module: AppModule,
      imports: [
        authModule({ jwksUrl: config.AUTH_JWKS_URL, issuer: config.TOKEN_ISSUER, audience: config.TOKEN_AUDIENCE }),
      ],
      controllers: [OpenApiController],
      providers: [ClientAddresses, Limits, ForwardingRoutes, OpenApiPage],
    };
  }
}
