import { serviceEntry } from '@fairway/catalog';
import { defineService } from '@fairway/service-kit';
import { Module } from '@nestjs/common';
import { Config } from './config.js';
import { ForwardingRoutes } from './forwarding/forwarding-routes.js';
import { ClientAddresses } from './limits/client-addresses.js';
import { Limits } from './limits/limits.js';
import { OpenApiController } from './openapi/openapi.controller.js';
import { OpenApiPage } from './openapi/openapi-page.js';
import { securityHeaders } from './security-headers.js';

@Module({ controllers: [OpenApiController], providers: [ClientAddresses, Limits, ForwardingRoutes, OpenApiPage] })
class GatewayModule {}

export const service = defineService(serviceEntry('api-gateway'), {
  config: Config,
  modules: [GatewayModule],
  answerHeaders: securityHeaders,
});
