import { readFile } from 'node:fs/promises';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { docsContentSecurityPolicy } from '../security-headers.js';

const swaggerUi = new URL('static/', import.meta.resolve('@fastify/swagger-ui'));

const page = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<title>API documentation</title>
<link rel="stylesheet" href="/api/docs/static/swagger-ui.css">
<link rel="stylesheet" href="/api/docs/static/index.css">
<link rel="icon" type="image/png" href="/api/docs/static/favicon-32x32.png" sizes="32x32">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/api/docs/static/swagger-ui-bundle.js"></script>
<script src="/api/docs/static/start.js"></script>
</body>
</html>
`;

const start = `SwaggerUIBundle({ dom_id: '#swagger-ui', url: '/api/openapi.json', deepLinking: true, validatorUrl: null });
`;

const files = [
  { name: 'swagger-ui.css', type: 'text/css; charset=utf-8' },
  { name: 'index.css', type: 'text/css; charset=utf-8' },
  { name: 'favicon-32x32.png', type: 'image/png' },
  { name: 'swagger-ui-bundle.js', type: 'text/javascript; charset=utf-8' },
];

/**
 * Swagger UI at /api/docs, to read and try the API. Without Swagger UI's plugin, which serves its whole folder and
 * answers ranges and conditions that it cannot meet with errors of its own. Without ETag and Accept-Ranges, each answer
 * is the whole file.
 */
@Injectable()
export class OpenApiPage implements OnModuleInit {
  constructor(private readonly host: HttpAdapterHost) {}

  async onModuleInit(): Promise<void> {
    for (const path of ['/api/docs', '/api/docs/']) this.#serve(path, 'text/html; charset=utf-8', page);
    this.#serve('/api/docs/static/start.js', 'text/javascript; charset=utf-8', start);
    for (const { name, type } of files)
      this.#serve(`/api/docs/static/${name}`, type, await readFile(new URL(name, swaggerUi)));
  }

  #serve(path: string, type: string, content: string | Buffer): void {
    this.host.httpAdapter.getInstance<FastifyInstance>().get(path, (_request, reply) =>
      reply
        .headers({
          'cache-control': 'public, max-age=3600',
          'content-security-policy': docsContentSecurityPolicy,
          'content-type': type,
        })
        .send(content),
    );
  }
}
