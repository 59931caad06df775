import type { z } from 'zod';
import type { PublicRoute } from '../http/public-route.js';
import { publicRoutes } from '../http/public-routes.js';
import { answerHeaders, answersOf, problemAnswers, problemSchemas } from './openapi-answers.js';
import { type JsonSchema, jsonSchemaOf } from './json-schema.js';

/**
 * Renders the public API as an OpenAPI 3.1 document, from the routes that the gateway serves.
 * @param title what the platform is called
 */
export function openApiDocument(title: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of publicRoutes) {
    const path = openApiPath(route);
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title,
      version: '1',
      description: about,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'The gateway that serves this document' }],
    tags: [...new Set(publicRoutes.map(({ service }) => service))].map((name) => ({
      name,
      description: `Answered by ${name}`,
    })),
    paths,
    components: {
      securitySchemes: { accessToken },
      schemas: problemSchemas(),
      responses: problemAnswers(),
      headers: answerHeaders,
    },
  };
}

/** The path of a route in the document's syntax, `/api/notes/{id}`. */
export const openApiPath = ({ path }: PublicRoute): string => path.replaceAll(/:(\w+)/g, '{$1}');

const about = `The public API, as the gateway serves it.

Every error is a problem document (RFC 9457, \`application/problem+json\`) with a \`code\` that never changes its meaning; branch on it,
and quote \`requestId\` when you ask for help. A body is JSON in UTF-8 of at most 64 KiB. Where a body
or a query is described, what else is in it is refused; answers may gain properties.`;

const accessToken = {
  type: 'http',
  scheme: 'bearer',
  bearerFormat: 'JWT',
  description: 'The `accessToken` of a login or a refresh; valid for five minutes.',
};

function operationOf(route: PublicRoute): object {
  const parameters = [
    ...parametersOf(route.params, 'path'),
    ...parametersOf(route.query, 'query'),
    ...(route.idempotent === true ? [idempotencyKeyParameter] : []),
  ];
  return {
    operationId: route.operationId,
    summary: route.summary,
    ...(route.description === undefined ? {} : { description: route.description }),
    tags: [route.service],
    security: route.access === 'anybody' ? [] : [{ accessToken: [] }],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(route.body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: jsonSchemaOf(route.body, 'input') } },
          },
        }),
    responses: answersOf(route),
  };
}

const idempotencyKeyParameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description:
    'Chosen by the client: a new one for each request, the same for each retry; remembered for a day. Surrounding double quotes are not part of it.',
  schema: { type: 'string', minLength: 1, maxLength: 200, pattern: '^[!#-~][!-~]*$' },
};

function parametersOf(schema: z.ZodType | undefined, place: 'path' | 'query'): object[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = jsonSchemaOf(schema, 'input') as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...property }]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    description,
    schema: property,
  }));
}
