import { z } from 'zod';
import { problems, problemSchema, type ProblemCode } from '../http/problems.js';
import { type PublicRoute, publicRoutes } from '../http/public-routes.js';

type JsonSchema = Record<string, unknown>;

/** The public API as an OpenAPI 3.1 document, made from the routes that the gateway serves. */
export function openApiDocument(): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of publicRoutes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Fairway', version: '1', description: 'The public API, as the gateway serves it.' },
    servers: [{ url: '/' }],
    paths,
    components: {
      securitySchemes: { accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: { Problem: jsonSchemaOf(problemSchema, 'output') },
    },
  };
}

function operationOf(route: PublicRoute): object {
  return {
    operationId: route.operationId,
    summary: route.summary,
    tags: [route.service],
    security: route.access === 'anybody' ? [] : [{ accessToken: [] }],
    parameters: [
      ...parametersOf(route.params, 'path'),
      ...parametersOf(route.query, 'query'),
      ...(route.idempotent === true ? [idempotencyKeyParameter] : []),
    ],
    ...(route.body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: jsonSchemaOf(route.body, 'input') } } } }),
    responses: {
      [route.success.status]: {
        description: 'Done',
        content: { 'application/json': { schema: jsonSchemaOf(route.success.body, 'output') } },
      },
      ...problemResponses(route),
    },
  };
}

const idempotencyKeyParameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description: 'Chosen by the client, new for each order, the same for each retry; remembered for a day.',
  schema: { type: 'string', minLength: 1, maxLength: 200 },
};

function parametersOf(schema: z.ZodType | undefined, place: 'path' | 'query'): object[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = jsonSchemaOf(schema, 'input') as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }));
}

function problemResponses(route: PublicRoute): Record<string, object> {
  const codes: ProblemCode[] = [
    ...(route.body !== undefined || route.query !== undefined || route.params !== undefined ? validationCodes : []),
    ...(route.access === 'anybody' ? [] : tokenCodes),
    ...(route.access === 'admin' ? (['role_missing'] as const) : []),
    ...route.problems,
    'rate_limited',
    'service_unavailable',
  ];
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of codes) {
    const { status } = problems[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, of]) => [
      String(status),
      {
        description: of.map((code) => `\`${code}\`: ${problems[code].title}`).join('; '),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );
}

const validationCodes = ['validation_failed'] as const;
const tokenCodes = ['token_missing', 'token_invalid'] as const;

function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}
