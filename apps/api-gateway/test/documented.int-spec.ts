import { randomUUID } from 'node:crypto';
import { openApiDocument, openApiPath, type PublicRoute, publicRoutes } from '@fairway/contracts';
import { eventually, Testbed, type TestService, TokenIssuer } from '@fairway/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allBehind, Behind } from './behind.js';

/*
 * Makes each route answer in every way that the gateway can, and compares each answer with the OpenAPI document: its
 * status, its code and all of its headers, without undocumented or missing ones.
 */

const requestsPerMinute = 2;
let testbed: Testbed;
let issuer: TokenIssuer;
let gateway: TestService;
/** For services that hang; the others may take as long as a busy machine needs. */
let shortDeadlineGateway: TestService;
let behind: Behind;

beforeAll(async () => {
  testbed = await Testbed.open();
  issuer = await TokenIssuer.start();
  behind = new Behind();
  const url = await behind.start();
  const environment = {
    ...issuer.environment,
    ...allBehind(url),
    TRUSTED_PROXIES: '1',
  };
  gateway = await testbed.service('api-gateway', {
    ...environment,
    UPSTREAM_TIMEOUT_MS: '60000',
    RATE_LIMIT_AUTH_PER_MINUTE: String(requestsPerMinute),
    RATE_LIMIT_API_PER_MINUTE: String(requestsPerMinute),
  });
  shortDeadlineGateway = await testbed.service('api-gateway', { ...environment, UPSTREAM_TIMEOUT_MS: '300' });
});

afterAll(async () => {
  await testbed.close();
  behind.stop();
  await issuer.stop();
});

/** A caller that has sent nothing yet. */
async function newCaller(route: PublicRoute, address: number, { url } = gateway) {
  const authorization = `Bearer ${await issuer.tokenFor(randomUUID())}`;
  const ownHeaders = {
    'x-forwarded-for': `203.0.113.${address}`,
    'content-type': 'application/json',
    ...(route.access === 'anybody' ? {} : { authorization }),
  };
  return (method: string, headers: Readonly<Record<string, string>> = {}, body?: string) =>
    fetch(url + route.path.replace(/:\w+/, randomUUID()), {
      method,
      headers: { ...ownHeaders, ...headers },
      ...(method === 'GET' || method === 'HEAD' ? {} : { body: body ?? (route.body === undefined ? '' : '{}') }),
    });
}

describe('the OpenAPI document', () => {
  it.each(publicRoutes.map((route, index) => ({ ...route, index })))(
    'describes every answer of $method $path',
    async ({ index, ...route }) => {
      const { method, success } = route;
      const send = await newCaller(route, index + 1);
      const succeed: Behind['answer'] = (_request, response) => {
        response.writeHead(success.status, {
          'content-type': 'application/json',
          ...(success.location === true ? { location: '/there' } : {}),
          ...(route.idempotent === true ? { 'idempotent-replayed': 'true' } : {}),
        });
        response.end(success.body === undefined ? undefined : '{}');
      };
      behind.answer = succeed;
      const answers: [number, Response][] = [[success.status, await send(method)]];
      behind.answer = (request) => request.socket.destroy();
      answers.push([503, await send(method)]);
      answers.push([429, await send(method)], [405, await send('PATCH')]);
      // A successful answer closes the circuit that earlier answers may have opened.
      behind.answer = succeed;
      const sendImpatiently = await newCaller(route, index + 1, shortDeadlineGateway);
      await eventually(async () => (await sendImpatiently(method)).status === success.status);
      behind.answer = () => undefined;
      answers.push([504, await sendImpatiently(method)]);
      const other = await newCaller(route, index + 101);
      if (route.access !== 'anybody')
        answers.push(
          [401, await other(method, { authorization: '' })],
          [401, await other(method, { authorization: 'Bearer no' })],
        );
      if (method !== 'GET') answers.push([413, await other(method, {}, 'x'.repeat(70_000))]);

      expect(answers.map(([, { status }]) => status)).toEqual(answers.map(([status]) => status));
      for (const [, answer] of answers) expect(await missing(route, answer)).toEqual([]);
    },
  );
});

interface DocumentedHeader {
  readonly required?: boolean;
}
interface DocumentedAnswer {
  readonly headers: Readonly<Record<string, DocumentedHeader>>;
  readonly content?: Readonly<
    Record<string, { readonly schema: { readonly allOf?: readonly { properties?: { code: { enum: string[] } } }[] } }>
  >;
}

const document = openApiDocument('Platform') as {
  paths: Record<string, Record<string, { responses: Record<string, unknown> }>>;
};
// Headers of the message itself, not of its content.
const ofHttp = new Set(['connection', 'content-length', 'content-type', 'date', 'keep-alive', 'transfer-encoding']);

/** What the document lacks of an answer, and what it promises beyond it. */
async function missing(route: PublicRoute, answer: Response): Promise<string[]> {
  const documented = deref(
    document.paths[openApiPath(route)]?.[route.method.toLowerCase()]?.responses[answer.status],
  ) as DocumentedAnswer | undefined;
  if (documented === undefined) return [`${answer.status}`];
  const headers = new Map(
    Object.entries(documented.headers).map(([name, header]) => [name.toLowerCase(), deref(header) as DocumentedHeader]),
  );
  const absent = [...headers]
    .filter(([name, { required }]) => required === true && !answer.headers.has(name))
    .map(([name]) => `${answer.status} comes without ${name}`);
  const extra = [...answer.headers.keys()].filter((name) => !headers.has(name) && !ofHttp.has(name));
  const schema = documented.content?.['application/problem+json']?.schema;
  const codes = schema?.allOf?.flatMap(({ properties }) => properties?.code.enum ?? []) ?? [];
  const { code } = answer.ok ? {} : ((await answer.json()) as { code: string });
  return [...absent, ...extra, ...(code === undefined || codes.includes(code) ? [] : [code])];
}

function deref(value: unknown): unknown {
  const { $ref } = (value ?? {}) as { $ref?: string };
  if ($ref === undefined) return value;
  return $ref
    .split('/')
    .slice(1)
    .reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], document);
}
