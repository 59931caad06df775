import { problemSchema } from '@fairway/contracts';
import { Testbed, TokenIssuer } from '@fairway/testkit';
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FixtureProcess } from './fixture-process.js';
import { type RawAnswer, rawExchange } from './raw-exchange.js';

let testbed: Testbed;
let issuer: TokenIssuer;
let service: FixtureProcess;

beforeAll(async () => {
  testbed = await Testbed.open();
  issuer = await TokenIssuer.start();
  const env = { ...issuer.environment, PARTNER_SECRET: 'a partner secret of enough length', LOG_LEVEL: 'debug' };
  service = await (await FixtureProcess.start(testbed, 'main', env)).listening();
});

afterAll(async () => {
  await service.stop();
  await issuer.stop();
  await testbed.close();
});

/** Sends with Node's client, because fetch refuses TRACE and QUERY. */
function send(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: string | Buffer,
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${service.url}${path}`, { method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => (text += chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers as Record<string, string>, body: text }),
      );
    });
    request.on('error', reject).end(body);
  });
}

function problemOf({ status, headers, body }: RawAnswer) {
  expect(headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(headers['x-request-id']).toMatch(/^[\w.-]{8,}$/);
  const problem = problemSchema.parse(JSON.parse(body));
  expect(problem.status).toBe(status);
  expect(problem.requestId).toBe(headers['x-request-id']);
  return problem;
}

describe('an unsupported method gets 405', () => {
  it.each(['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'QUERY', 'PROPFIND'])(
    'for %s, before the body is read',
    async (method) => {
      const answer = await send(
        method,
        '/api/things?limit=x',
        { 'content-type': 'text/plain', 'content-length': '3' },
        '{"n',
      );
      expect(answer.headers['allow']).toBe('GET, HEAD, POST');
      expect(problemOf(answer)).toMatchObject({ code: 'method_not_allowed', status: 405 });
    },
  );

  it.each([
    ['PUT', '/api/things/%65cho', 'GET, HEAD, POST'],
    ['POST', '/api/things/held/5', 'GET, HEAD'],
    ['POST', '/api/things/01a20709-fc89-7ed0-afef-f68da53a7446', 'GET, HEAD'],
  ])('for %s %s, with the methods of all routes of the address in Allow', async (method, path, allow) => {
    expect(await send(method, path)).toMatchObject({ status: 405, headers: { allow } });
  });

  it('for a target that is a whole URL', async () => {
    const answer = await rawExchange(
      service.url,
      'PUT http://x/api/things HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    );
    expect(answer).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD, POST' } });
  });

  it('for HEAD on an address without GET', async () => {
    expect(await send('HEAD', '/api/things')).toMatchObject({ status: 200, body: '' });
    expect(await send('HEAD', '/api/echo-only')).toMatchObject({ status: 405, headers: { allow: 'POST' }, body: '' });
  });

  it('on the management port', async () => {
    for (const path of ['/health/live', '/health/ready', '/health/startup', '/metrics']) {
      const answer = await fetch(`${service.managementUrl}${path}`, { method: 'POST', body: '{}' });
      expect(answer).toMatchObject({ status: 405 });
      expect(answer.headers.get('allow')).toBe('GET, HEAD');
      expect(await answer.json()).toMatchObject({ code: 'method_not_allowed' });
    }
    expect((await fetch(`${service.managementUrl}/health/live`, { method: 'HEAD' })).status).toBe(200);
  });
});

describe('an unknown address gets 404', () => {
  it.each(['GET', 'POST', 'DELETE', 'TRACE', 'QUERY', 'PROPFIND'])(
    'for %s, before the body is read',
    async (method) => {
      const answer = await send(method, '/nothing', { 'content-type': 'text/plain', 'content-length': '3' }, '{"n');
      expect(problemOf(answer)).toMatchObject({ code: 'route_not_found', status: 404 });
      expect(answer.headers['allow']).toBeUndefined();
    },
  );

  it('when it is not percent-encoded UTF-8', async () => {
    expect(problemOf(await send('GET', '/api/things/%ed%a0%80'))).toMatchObject({ code: 'route_not_found' });
  });
});

const host = 'Host: x\r\n';
const post = `POST /api/things/echo HTTP/1.1\r\n${host}Content-Type: application/json\r\n`;
const refusals: [string, string, number, string][] = [
  ['no HTTP', 'hello\r\n\r\n', 400, 'malformed_request'],
  ['an unknown method', `BREW / HTTP/1.1\r\n${host}\r\n`, 400, 'malformed_request'],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400, 'malformed_request'],
  ['bytes in the address', `GET /api/th\xefngs HTTP/1.1\r\n${host}\r\n`, 400, 'malformed_request'],
  ['a header without colon', `GET /api/things HTTP/1.1\r\n${host}nonsense\r\n\r\n`, 400, 'malformed_request'],
  ['U+0000 in a header', `GET /api/things HTTP/1.1\r\n${host}x: a\0b\r\n\r\n`, 400, 'malformed_request'],
  ['two lengths', `${post}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`, 400, 'malformed_request'],
  [
    'a length and chunks',
    `${post}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    400,
    'malformed_request',
  ],
  ['a bad chunk', `${post}Transfer-Encoding: chunked\r\n\r\nxyz\r\n{}\r\n0\r\n\r\n`, 400, 'malformed_request'],
  [
    'headers over 16 KiB',
    `GET /api/things HTTP/1.1\r\n${host}x: ${'y'.repeat(17_000)}\r\n\r\n`,
    431,
    'headers_too_large',
  ],
  ['an address over 16 KiB', `GET /api/things?${'y'.repeat(17_000)} HTTP/1.1\r\n${host}\r\n`, 414, 'uri_too_long'],
  ['an expectation', `${post}Expect: tea\r\nContent-Length: 2\r\n\r\n{}`, 417, 'expectation_failed'],
  ['CONNECT', `CONNECT example.com:443 HTTP/1.1\r\n${host}\r\n`, 405, 'method_not_allowed'],
];

describe('a request that Node refuses', () => {
  it.each(refusals)('is answered as a problem, logged and counted: %s', async (_, request, status, code) => {
    const answer = await rawExchange(service.url, request);
    const problem = problemOf(answer);
    expect(problem).toMatchObject({ code, status });
    expect(answer.headers['connection']).toBe('close');
    expect(
      await service.line(({ requestId, msg }) => msg === 'refused' && requestId === problem.requestId),
    ).toMatchObject({ problem: code, status });
    const metrics = await (await fetch(`${service.managementUrl}/metrics`)).text();
    expect(metrics).toMatch(new RegExp(`^http_server_refused_requests_total\\{status="${status}"\\} [1-9]`, 'm'));
  });

  it('gets the same answer on the management port', async () => {
    const answer = await rawExchange(service.managementUrl, 'hello\r\n\r\n');
    expect(problemOf(answer)).toMatchObject({ code: 'malformed_request', status: 400 });
    const twoHosts = await rawExchange(
      service.managementUrl,
      'GET /health/live HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n',
    );
    expect(twoHosts.status).toBe(400);
    const unknown = await fetch(`${service.managementUrl}/nothing`);
    expect(unknown.headers.get('content-type')).toBe('application/problem+json');
    expect(await unknown.json()).toMatchObject({
      code: 'route_not_found',
      status: 404,
      detail: expect.stringContaining('/health/ready'),
    });
  });

  it('is answered when headers or body are too slow (10 s and 30 s, up to 5 s later)', async () => {
    const late = await Promise.all([
      rawExchange(service.url, 'GET /api/things HTTP/1.1\r\nHost: x\r\n'),
      rawExchange(service.url, `${post}Content-Length: 2\r\n\r\n{`),
    ]);
    for (const answer of late) expect(problemOf(answer)).toMatchObject({ code: 'request_timeout', status: 408 });
  });

  it('does not corrupt an answer that has begun', async () => {
    const request = `GET /api/things HTTP/1.1\r\n${host}\r\n`;
    const answer = await rawExchange(service.url, `${request}nonsense\r\n\r\n`);
    expect([200, 400]).toContain(answer.status);
  });
});

describe('invalid HTTP', () => {
  const get = 'GET /api/things HTTP/1.1\r\n';
  it.each([
    ['two hosts', `${get}Host: a\r\nHost: b\r\n\r\n`],
    ['one host twice', `${get}Host: a\r\nhost: a\r\n\r\n`],
    ['no host', `${get}\r\n`],
    ['a host that is none', `${get}Host: a b\r\n\r\n`],
    ['a host with user information', `${get}Host: me@a\r\n\r\n`],
    ...['', '[::1', '[::1]x', '[1:2]', '..', '.a', 'a..b', 'a,b', 'a:99999', 'a:1:2', ':80'].map(
      (name): [string, string] => [`the host "${name}"`, `${get}Host: ${name}\r\nConnection: close\r\n\r\n`],
    ),
    ['version 0.9', `GET /api/things HTTP/0.9\r\n${host}Connection: close\r\n\r\n`],
    ['version 2.0', `GET /api/things HTTP/2.0\r\n${host}Connection: close\r\n\r\n`],
    ['two tokens', `${get}${host}Authorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n`],
    ['two types', `${post}content-type: text/plain\r\nContent-Length: 2\r\n\r\n{}`],
    ['two keys', `${get}${host}Idempotency-Key: a\r\nIdempotency-Key: b\r\n\r\n`],
  ])('with %s gets 400 and an access line', async (_, request) => {
    const answer = await rawExchange(service.url, request);
    const problem = problemOf(answer);
    expect(problem).toMatchObject({ code: 'malformed_request', status: 400 });
    expect(answer.headers['connection']).toBe('close');
    expect(
      await service.line(({ requestId, msg }) => msg === 'request' && requestId === problem.requestId),
    ).toMatchObject({ status: 400 });
  });

  it.each(['a', 'a.b.', 'order_service:65535', '127.0.0.1:80', '[::1]', '[::FFFF:10.0.0.1]:80', 'a:'])(
    'does not include the host %s',
    async (name) => {
      expect((await rawExchange(service.url, `${get}Host: ${name}\r\nConnection: close\r\n\r\n`)).status).toBe(200);
    },
  );

  it('does not include HTTP/1.0 without a host', async () => {
    expect((await rawExchange(service.url, 'GET /api/things HTTP/1.0\r\n\r\n')).status).toBe(200);
  });
});

describe('a body', () => {
  const thing = JSON.stringify({ name: 'a thing é', items: [{ quantity: 1 }] });
  const echo = (body: string | Buffer, type = 'application/json') =>
    send('POST', '/api/things/echo', { 'content-type': type }, body);

  it.each([
    ['a byte that begins nothing', '{"name":"\xff"}'],
    ['half a sequence', '{"name":"\xc3"}'],
    ['an overlong sequence', '{"name":"\xc0\xaf"}'],
    ['an encoded surrogate', '{"name":"\xed\xa0\x80"}'],
  ])('with %s is not UTF-8 and gets 400', async (_, body) => {
    expect(problemOf(await echo(Buffer.from(body, 'latin1')))).toMatchObject({
      code: 'malformed_body',
      detail: 'It is not valid UTF-8.',
    });
  });

  it.each([
    'charset=utf-16',
    'charset=iso-8859-1',
    'charset="us-ascii"',
    'Charset=utf-7',
    'charset=',
    'charset=utf-8; charset=utf-16',
  ])('that declares %s gets 415', async (parameter) => {
    expect(problemOf(await echo(thing, `application/json; ${parameter}`))).toMatchObject({
      code: 'media_type_unsupported',
      status: 415,
    });
  });

  it.each(['charset=utf-8', 'charset="UTF-8"', 'charset=utf8', 'v=1'])('may declare %s', async (parameter) => {
    expect(await echo(thing, `application/json; ${parameter}`)).toMatchObject({ status: 200, body: thing });
  });

  it('that is compressed gets 415', async () => {
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    expect(problemOf(await send('POST', '/api/things/echo', headers, thing))).toMatchObject({
      code: 'media_type_unsupported',
      status: 415,
    });
  });

  it('may begin with a byte order mark (RFC 8259, 8.1)', async () => {
    expect(await echo(`\ufeff${thing}`)).toMatchObject({ status: 200, body: thing });
  });
});

it.each([
  '{"constructor":1,"name":"x","items":[{"quantity":1}]}',
  '{"name":"x","items":[{"quantity":1,"prototype":1}]}',
])('refuses an unknown key, also when it is %s', async (body) => {
  const answer = await send('POST', '/api/things/echo', { 'content-type': 'application/json' }, body);
  expect(problemOf(answer)).toMatchObject({ code: 'validation_failed', status: 400 });
});

describe('a query', () => {
  it.each([
    'limit=0x10',
    'limit=1e1',
    'limit=1.0',
    'limit=%201',
    'limit=%2B1',
    'limit=1&limit=2',
    'limit[]=1',
    '__proto__=1',
    'limit=5&__proto__=1',
    '%5f_proto__=1',
    'constructor=1',
  ])('%s gets 400', async (query) => {
    expect(problemOf(await send('GET', `/api/things?${query}`))).toMatchObject({
      code: 'validation_failed',
      status: 400,
    });
  });
});
