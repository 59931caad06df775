import { createConfig, lintFromString } from '@redocly/openapi-core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { problems, type ProblemCode } from '../http/problems.js';
import { publicRoutes } from '../http/public-routes.js';
import { problemsOf } from '../http/public-route.js';
import { eventSchemas } from './event-schemas.js';
import { jsonSchemaOf } from './json-schema.js';
import { openApiDocument, openApiPath } from './openapi.js';

type Json = { readonly [key: string]: Json };

const document = JSON.parse(JSON.stringify(openApiDocument('Platform'))) as Json;
const at = (pointer: string): Json =>
  pointer
    .split('/')
    .slice(1)
    .reduce((value, segment) => value[segment.replaceAll('~1', '/').replaceAll('~0', '~')] ?? {}, document);
const resolved = (value: Json): Json => (value['$ref'] === undefined ? value : at(String(value['$ref']).slice(1)));

describe('the OpenAPI document', () => {
  it('passes the linter', async () => {
    const config = await createConfig({ extends: ['recommended-strict'] });
    const findings = await lintFromString({ source: JSON.stringify(document), absoluteRef: 'openapi.json', config });
    expect(findings.map(({ ruleId, message, location }) => `${ruleId} ${location[0]?.pointer}: ${message}`)).toEqual(
      [],
    );
  });

  it.each(publicRoutes)('describes all problems of $operationId, with their codes and headers', (route) => {
    const responses = at(`/paths/${openApiPath(route).replaceAll('/', '~1')}/${route.method.toLowerCase()}/responses`);
    const codes = Object.values(responses).flatMap((response) => codesOf(resolved(response)));
    expect(codes.toSorted()).toEqual(problemsOf(route).toSorted());
    for (const [status, response] of Object.entries(responses)) {
      const { headers = {} } = resolved(response);
      expect(Object.keys(headers)).toEqual(expect.arrayContaining(['x-request-id', ...(headersOf[status] ?? [])]));
    }
  });

  it('contains every problem of the table on some route', () => {
    expect(new Set(publicRoutes.flatMap(problemsOf))).toEqual(new Set(Object.keys(problems)));
  });

  it('has no two paths that match the same address', () => {
    const paths = [...new Set(publicRoutes.map(({ path }) => path))];
    const shared = paths.flatMap((path) =>
      paths.filter((other) => other !== path && new RegExp(`^${other.replaceAll(/:\w+/g, '[^/]+')}$`).test(path)),
    );
    expect(shared).toEqual([]);
  });

  it('describes every parameter and every property', () => {
    expect(undescribed(document, '')).toEqual([]);
  });
});

const headersOf: Readonly<Record<string, readonly string[]>> = {
  401: ['WWW-Authenticate'],
  405: ['Allow'],
  429: ['Retry-After', 'RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset'],
  503: ['Retry-After'],
  504: ['Retry-After'],
};

function codesOf(response: Json): ProblemCode[] {
  const schema = response['content']?.['application/problem+json']?.['schema']?.['allOf'] as unknown as
    | Json[]
    | undefined;
  return (schema ?? []).flatMap((part) => (part['properties']?.['code']?.['enum'] ?? []) as unknown as ProblemCode[]);
}

/** Parameters and properties without a description; a part of an `allOf` only narrows what is described elsewhere. */
function undescribed(value: Json, place: string): string[] {
  if (typeof value !== 'object' || value === null || place.includes('/allOf/1')) return [];
  const own = /\/(properties\/[^/]+|parameters\/\d+)$/.test(place) && value['description'] === undefined ? [place] : [];
  return [
    ...own,
    ...Object.entries(value).flatMap(([key, inner]) => undescribed(inner, `${place}/${key.replaceAll('/', '~1')}`)),
  ];
}

describe('a rendered schema', () => {
  it.each(eventSchemas())('of $file describes every property', ({ schema }) => {
    expect(undescribed(schema as Json, '')).toEqual([]);
  });

  it('marks integers that do not fit into 32 bits', () => {
    const schema = z.object({ quantity: z.int().max(10_000), totalMinor: z.int().min(0) });
    expect(jsonSchemaOf(schema, 'output')['properties']).toMatchObject({
      quantity: { type: 'integer' },
      totalMinor: { type: 'integer', format: 'int64' },
    });
    expect(jsonSchemaOf(schema, 'output')['properties']).not.toHaveProperty('quantity.format');
  });

  it.each([/^\p{L}$/u, /^(?=a)/, /^(?<!a)b/, /\u{1f600}/u])('refuses the JavaScript-only pattern %s', (pattern) => {
    expect(() => jsonSchemaOf(z.object({ name: z.string().regex(pattern) }), 'input')).toThrow(
      'works only in JavaScript',
    );
  });
});
