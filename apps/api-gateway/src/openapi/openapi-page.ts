import { openApiDocument } from '@fairway/contracts';
import swagger, { type StaticDocumentSpec } from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { docsContentSecurityPolicy } from '../security-headers.js';

/** The API to read and try, at /api/docs. */
@Injectable()
export class OpenApiPage implements OnModuleInit {
  constructor(private readonly host: HttpAdapterHost) {}

  async onModuleInit(): Promise<void> {
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    await fastify.register(async (scope) => {
      // The plugin's types stop at OpenAPI 3.0; it passes a 3.1 document on as it is.
      const document = openApiDocument() as StaticDocumentSpec['document'];
      await scope.register(swagger, { mode: 'static', specification: { document } });
      await scope.register(swaggerUi, { routePrefix: '/api/docs', staticCSP: docsContentSecurityPolicy });
    });
  }
}
