import { problems, problemSchema, type ProblemCode } from '../http/problems.js';
import { problemsOf, type PublicRoute } from '../http/public-route.js';
import { publicRoutes } from '../http/public-routes.js';
import { type JsonSchema, jsonSchemaOf } from './json-schema.js';

const text = (description: string, more: JsonSchema = {}, required = true) => ({
  description,
  required,
  schema: { type: 'string', ...more },
});
const count = (description: string) => ({ description, schema: { type: 'integer', minimum: 0 } });

/** Headers by their component names. */
export const answerHeaders = {
  RequestId: {
    ...text('Identifies this request in every log and trace: the caller’s own id if it sent a valid one.'),
    example: '0198c0de-7f3a-7000-8000-5ca1ab1e0001',
  },
  CacheControl: text('Answers belong to one account or one moment, so caches must not store them.', {
    const: 'no-store',
  }),
  ContentSecurityPolicy: text('An answer opened as a page can do nothing.'),
  CrossOriginResourcePolicy: text('Pages of other origins must not embed an answer.'),
  PermissionsPolicy: text('An answer opened as a page can use no browser feature.'),
  ReferrerPolicy: text('Browsers must not send URLs of this API to other sites.'),
  StrictTransportSecurity: text('Browsers must return over HTTPS only.'),
  ContentTypeOptions: text('Browsers must not guess another media type.', { const: 'nosniff' }),
  RateLimit: count('Number of requests allowed per minute.'),
  RateLimitRemaining: count('Number of requests left.'),
  RateLimitReset: count('Seconds until all requests are allowed again.'),
  RetryAfter: {
    description: 'Seconds to wait before a retry.',
    required: true,
    schema: { type: 'integer', minimum: 0 },
  },
  Authenticate: text('How to authenticate (RFC 6750).'),
  Allow: text('The methods that this address supports.'),
  Location: text('URL of the created resource.', { format: 'uri-reference' }),
  IdempotentReplayed: text(
    'Present when the key was used before: nothing was created, and this is the first answer again.',
    { const: 'true' },
    false,
  ),
} as const;

const header = (name: keyof typeof answerHeaders) => ({ $ref: `#/components/headers/${name}` });

const everyAnswer = {
  'x-request-id': header('RequestId'),
  'Cache-Control': header('CacheControl'),
  'Content-Security-Policy': header('ContentSecurityPolicy'),
  'Cross-Origin-Resource-Policy': header('CrossOriginResourcePolicy'),
  'Permissions-Policy': header('PermissionsPolicy'),
  'Referrer-Policy': header('ReferrerPolicy'),
  'Strict-Transport-Security': header('StrictTransportSecurity'),
  'X-Content-Type-Options': header('ContentTypeOptions'),
};
const limited = {
  'RateLimit-Limit': header('RateLimit'),
  'RateLimit-Remaining': header('RateLimitRemaining'),
  'RateLimit-Reset': header('RateLimitReset'),
};

// Refused before the limit counts them: by Node's parser, or because the route does not exist.
const uncounted: ReadonlySet<number> = new Set([405, 408, 414, 417, 431]);

const byStatus: Readonly<Record<number, object>> = {
  401: { 'WWW-Authenticate': header('Authenticate') },
  405: { Allow: header('Allow') },
  429: { 'Retry-After': header('RetryAfter') },
  503: { 'Retry-After': header('RetryAfter') },
  504: { 'Retry-After': header('RetryAfter') },
};

/** The answers of a route, by status. */
export function answersOf(route: PublicRoute): Record<string, object> {
  const { status, description, body, location, links } = route.success;
  return {
    [status]: {
      description,
      headers: {
        ...everyAnswer,
        ...limited,
        ...(location === true ? { Location: header('Location') } : {}),
        ...(route.idempotent === true ? { 'Idempotent-Replayed': header('IdempotentReplayed') } : {}),
      },
      ...(body === undefined ? {} : { content: { 'application/json': { schema: jsonSchemaOf(body, 'output') } } }),
      ...(links === undefined
        ? {}
        : { links: Object.fromEntries(links.map((operationId) => [operationId, linkTo(operationId)])) }),
    },
    ...Object.fromEntries(
      problemsByStatus(route).map(([of, codes]) => [of, { $ref: `#/components/responses/${nameOf(codes)}` }]),
    ),
  };
}

const linkTo = (operationId: string) => ({ operationId, parameters: { id: '$response.body#/id' } });

/** Every combination of problems that some route returns with one status. */
export function problemAnswers(): Record<string, object> {
  const all = publicRoutes.flatMap(problemsByStatus).toSorted(([one], [other]) => one - other);
  return Object.fromEntries(all.map(([status, codes]) => [nameOf(codes), problemAnswer(status, codes)]));
}

function problemAnswer(status: number, codes: readonly ProblemCode[]): object {
  return {
    description: codes.map((code) => `\`${code}\`: ${problems[code].title}.`).join(' '),
    headers: { ...everyAnswer, ...(uncounted.has(status) ? {} : limited), ...byStatus[status] },
    content: {
      'application/problem+json': {
        schema: {
          allOf: [
            { $ref: '#/components/schemas/Problem' },
            {
              type: 'object',
              properties: { status: { const: status }, code: { enum: codes } },
              required: ['status', 'code'],
            },
          ],
        },
      },
    },
  };
}

export function problemSchemas(): Record<string, JsonSchema> {
  // Open, because each answer adds to it.
  const { additionalProperties: _, ...problem } = jsonSchemaOf(problemSchema, 'output');
  return { Problem: problem };
}

const nameOf = (codes: readonly ProblemCode[]) => codes.join('.');

function problemsByStatus(route: PublicRoute): [number, ProblemCode[]][] {
  const codes = Map.groupBy(problemsOf(route), (code): number => problems[code].status);
  return [...codes];
}
