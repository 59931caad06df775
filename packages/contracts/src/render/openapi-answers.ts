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

/** By their component names. */
export const answerHeaders = {
  RequestId: {
    ...text('Names this request in every log and trace: the caller’s own, if it sent a usable one.'),
    example: '0198c0de-7f3a-7000-8000-5ca1ab1e0001',
  },
  CacheControl: text('Answers are of one account, or of one moment: no cache may keep them.', { const: 'no-store' }),
  ContentSecurityPolicy: text('Opened as a page, an answer does nothing.'),
  CrossOriginResourcePolicy: text('Pages of other origins may not embed an answer.'),
  PermissionsPolicy: text('Opened as a page, an answer has the use of nothing.'),
  ReferrerPolicy: text('Addresses of this API are told to nobody.'),
  StrictTransportSecurity: text('Browsers are to come back over HTTPS only.'),
  ContentTypeOptions: text('The media type is to be taken as it is said.', { const: 'nosniff' }),
  RateLimit: count('How many requests a minute are allowed.'),
  RateLimitRemaining: count('How many of them are left.'),
  RateLimitReset: count('After how many seconds all are allowed again.'),
  RetryAfter: {
    description: 'After how many seconds to try again.',
    required: true,
    schema: { type: 'integer', minimum: 0 },
  },
  Authenticate: text('How to authenticate (RFC 6750).'),
  Allow: text('The methods that this address takes.'),
  Location: text('Where the new resource is.', { format: 'uri-reference' }),
  IdempotentReplayed: text(
    'Present when the key was used before: nothing was made, and this is the first answer again.',
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

// Refused before anybody is counted: by Node's parser, or as no route.
const uncounted: ReadonlySet<number> = new Set([405, 408, 414, 417, 431]);

const byStatus: Readonly<Record<number, object>> = {
  401: { 'WWW-Authenticate': header('Authenticate') },
  405: { Allow: header('Allow') },
  429: { 'Retry-After': header('RetryAfter') },
  503: { 'Retry-After': header('RetryAfter') },
  504: { 'Retry-After': header('RetryAfter') },
};

/** What a route answers, by status. */
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

/** Every set of problems that some route answers one status with. */
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
  // Open, since each answer says more of it.
  const { additionalProperties: _, ...problem } = jsonSchemaOf(problemSchema, 'output');
  return { Problem: problem };
}

const nameOf = (codes: readonly ProblemCode[]) => codes.join('.');

function problemsByStatus(route: PublicRoute): [number, ProblemCode[]][] {
  const codes = Map.groupBy(problemsOf(route), (code): number => problems[code].status);
  return [...codes];
}
