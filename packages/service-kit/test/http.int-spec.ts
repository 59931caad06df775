import { problemSchema } from '@fairway/contracts';
import { Testbed, TokenIssuer } from '@fairway/testkit';
import { randomUUID } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FixtureProcess } from './fixture-process.js';

const partnerSecret = 'a partner secret of enough length';
const traceId = '0af7651916cd43dd8448eb211c80319c';
const thing = JSON.stringify({ name: 'a thing', items: [{ quantity: 1 }] });

const userId = randomUUID();

let testbed: Testbed;
let issuer: TokenIssuer;
let service: FixtureProcess;
let userToken: string;
let adminToken: string;

beforeAll(async () => {
  testbed = await Testbed.open();
  issuer = await TokenIssuer.start();
  const env = { ...issuer.environment, PARTNER_SECRET: partnerSecret, LOG_LEVEL: 'debug' };
  service = await (await FixtureProcess.start(testbed, 'main', env)).listening();
  [userToken, adminToken] = await Promise.all([
    issuer.tokenFor(userId),
    issuer.tokenFor(randomUUID(), ['user', 'admin']),
  ]);
});

afterAll(async () => {
  await service.stop();
  await issuer.stop();
  await testbed.close();
});

const call = (path: string, init: RequestInit = {}) => fetch(`${service.url}${path}`, init);
const json = { 'content-type': 'application/json' };
const post = (path: string, body: string | undefined, headers: Record<string, string> = json) =>
  call(path, { method: 'POST', headers, ...(body === undefined ? {} : { body }) });
const accessLine = (requestId: string) =>
  service.line((line) => line['msg'] === 'request' && line['requestId'] === requestId);

async function problemOf(answer: Response) {
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  const problem = problemSchema.parse(await answer.json());
  expect(problem.status).toBe(answer.status);
  expect(problem.type).toBe(`urn:fairway:problem:${problem.code}`);
  return problem;
}

describe('a valid request', () => {
  it('reaches the handler validated and converted', async () => {
    const answer = await call('/api/things?limit=5');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ limit: 5 });
    expect(answer.headers.get('x-powered-by')).toBeNull();
  });

  it('gets its valid request id echoed, otherwise a new one', async () => {
    const given = `test-${randomUUID()}`;
    expect((await call('/api/things', { headers: { 'x-request-id': given } })).headers.get('x-request-id')).toBe(given);
    const made = (await call('/api/things', { headers: { 'x-request-id': 'no good!' } })).headers.get('x-request-id');
    expect(made).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('keeps its context while the body arrives in pieces', async () => {
    const requestId = `pieces-${randomUUID()}`;
    const answer = await new Promise<Record<string, unknown>>((resolve, reject) => {
      const headers = {
        ...json,
        authorization: `Bearer ${userToken}`,
        'idempotency-key': '"key-1"',
        'x-request-id': requestId,
        'x-user-id': 'somebody-else',
        traceparent: `00-${traceId}-b7ad6b7169203331-00`,
        'content-length': Buffer.byteLength(thing),
      };
      const request = httpRequest(`${service.url}/api/things`, { method: 'POST', headers }, (response) => {
        let text = '';
        response
          .setEncoding('utf8')
          .on('data', (chunk) => (text += chunk))
          .on('end', () => resolve(JSON.parse(text)));
      }).on('error', reject);
      void (async () => {
        for (const piece of thing) {
          request.write(piece);
          await nextTurn();
        }
        request.end();
      })();
    });
    // The account comes from the token; a header that names a user is ignored.
    expect(answer).toMatchObject({ name: 'a thing', owner: userId, key: 'key-1' });
    expect(answer['headers']).toEqual({
      'x-request-id': requestId,
      traceparent: expect.stringMatching(new RegExp(`^00-${traceId}-(?!b7ad6b7169203331)[0-9a-f]{16}-00$`)),
    });
    const ids = { requestId, traceId, userId, orderId: 'order-1', service: 'fixture-service', level: 'info' };
    expect(await service.line((line) => line['msg'] === 'thing made' && line['requestId'] === requestId)).toMatchObject(
      ids,
    );
    expect(await accessLine(requestId)).toMatchObject({
      ...ids,
      method: 'POST',
      route: '/api/things',
      status: 201,
      durationMs: expect.any(Number),
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    });
  });

  it('is kept apart from concurrent requests', async () => {
    const users = Array.from({ length: 30 }, () => randomUUID());
    const tokens = await Promise.all(users.map((user) => issuer.tokenFor(user)));
    await Promise.all(
      users.map((user, n) => {
        const ids = { 'idempotency-key': user, 'x-request-id': `apart-${user}` };
        return post('/api/things', thing, { ...json, authorization: `Bearer ${tokens[n]}`, ...ids });
      }),
    );
    for (const user of users) {
      const requestId = `apart-${user}`;
      expect(await accessLine(requestId)).toMatchObject({ userId: user });
      const made = await service.line((line) => line['msg'] === 'thing made' && line['requestId'] === requestId);
      expect(made).toMatchObject({ userId: user });
    }
  });

  it('passes when its account has the role', async () => {
    const answer = await call('/api/things/admin', { headers: { authorization: `bearer ${adminToken}` } });
    expect(answer.status).toBe(200);
  });
});

describe('a bad request (400)', () => {
  it('gets validation_failed with pointers to the errors in a body', async () => {
    const problem = await problemOf(await post('/api/things/echo', '{"name":"","items":[{"quantity":0}],"more":1}'));
    expect(problem).toMatchObject({ code: 'validation_failed', status: 400 });
    expect(problem.errors?.map(({ pointer }) => pointer)).toEqual(['/name', '/items/0/quantity', '']);
  });

  it('gets validation_failed with pointers to the errors in query and parameters', async () => {
    expect((await problemOf(await call('/api/things?limit=500'))).errors?.[0]?.pointer).toBe('/query/limit');
    expect((await problemOf(await call('/api/things/not-a-uuid'))).errors?.[0]?.pointer).toBe('/params/id');
  });

  it('gets validation_failed with at most 20 pointers', async () => {
    const items = Array.from({ length: 1_000 }, () => ({ quantity: 0 }));
    const problem = await problemOf(await post('/api/things/echo', JSON.stringify({ name: 'tea', items })));
    expect(problem).toMatchObject({ detail: expect.stringContaining('1000 places'), errors: { length: 20 } });
  });

  it('gets validation_failed when a required body is absent', async () => {
    expect(await problemOf(await post('/api/things/echo', undefined))).toMatchObject({ code: 'validation_failed' });
  });

  it.each(['{"name', '"unclosed', '{"__proto__":{"admin":true}}', '{"constructor":{"prototype":{"admin":true}}}'])(
    'gets malformed_body for %s',
    async (body) => {
      expect(await problemOf(await post('/api/things/echo', body))).toMatchObject({
        code: 'malformed_body',
        status: 400,
      });
    },
  );

  it('gets idempotency_key_missing without the header', async () => {
    const headers = { ...json, authorization: `Bearer ${userToken}` };
    expect(await problemOf(await post('/api/things', thing, headers))).toMatchObject({
      code: 'idempotency_key_missing',
    });
  });
});

describe('an unauthenticated request (401)', () => {
  it('gets token_missing on every route that is not public', async () => {
    const answer = await post('/api/things', thing);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    expect(await problemOf(answer)).toMatchObject({ code: 'token_missing', status: 401 });
    const basic = await call('/api/things/admin', { headers: { authorization: 'Basic YTpi' } });
    expect(await problemOf(basic)).toMatchObject({ code: 'token_missing' });
  });

  it('gets token_invalid, with the reason in the log only', async () => {
    const requestId = `invalid-${randomUUID()}`;
    const headers = { authorization: 'Bearer abc', 'x-request-id': requestId };
    const answer = await call('/api/things/admin', { headers });
    expect(answer.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
    expect(await problemOf(answer)).toMatchObject({ code: 'token_invalid', status: 401, requestId });
    expect(await accessLine(requestId)).toMatchObject({ problem: 'token_invalid', status: 401 });
    const reason = await service.line((line) => line['requestId'] === requestId && line['level'] === 'debug');
    expect(reason['err']).toMatchObject({ type: 'JWSInvalid' });
  });
});

describe('a forbidden request (403)', () => {
  it('gets role_missing', async () => {
    const answer = await call('/api/things/admin', { headers: { authorization: `Bearer ${userToken}` } });
    expect(await problemOf(answer)).toMatchObject({ code: 'role_missing', status: 403 });
  });
});

describe('an unknown address (404)', () => {
  it.each(['/nothing', '/api/things/%zz', '/health/live', '/metrics'])('gets route_not_found for %s', async (path) => {
    expect(await problemOf(await call(path))).toMatchObject({ code: 'route_not_found', status: 404 });
  });
});

describe('a large body (413)', () => {
  it('gets body_too_large beyond 64 KiB', async () => {
    const name = 'x'.repeat(64 * 1024);
    const answer = await post('/api/things/echo', JSON.stringify({ name, items: [{ quantity: 1 }] }));
    expect(await problemOf(answer)).toMatchObject({ code: 'body_too_large', status: 413 });
  });
});

describe('an unsupported media type (415)', () => {
  it.each(['text/plain', 'application/x-www-form-urlencoded', 'nonsense'])(
    'gets media_type_unsupported for %s',
    async (type) => {
      const answer = await post('/api/things/echo', thing, { 'content-type': type });
      expect(await problemOf(answer)).toMatchObject({ code: 'media_type_unsupported', status: 415 });
    },
  );
});

describe('an unexpected error (500)', () => {
  it('gives the caller only `internal`, and the log everything', async () => {
    const requestId = `broken-${randomUUID()}`;
    const answer = await call('/api/things/broken', { headers: { 'x-request-id': requestId } });
    const problem = await problemOf(answer);
    expect(problem).toMatchObject({ code: 'internal', status: 500, requestId });
    expect(JSON.stringify(problem)).not.toMatch(/wrong turn|things\.controller/);
    const line = await service.line(({ msg, requestId: id }) => msg === 'answered internal' && id === requestId);
    expect(line).toMatchObject({
      level: 'error',
      err: { message: 'a wrong turn', stack: expect.stringContaining('things.controller') },
    });
  });
});

describe('a caller that disconnects', () => {
  it('leaves an access line with status 499', async () => {
    const requestId = `gone-${randomUUID()}`;
    const abort = new AbortController();
    const answer = call('/api/things/held/gone', { headers: { 'x-request-id': requestId }, signal: abort.signal });
    await service.line((line) => line['msg'] === 'held begins' && line['requestId'] === requestId);
    abort.abort();
    await expect(answer).rejects.toThrow('aborted');
    expect(await accessLine(requestId)).toMatchObject({ status: 499, route: '/api/things/held/:name' });
  });
});

describe('the log', () => {
  it('contains no token and no secret', async () => {
    const requestId = `secrets-${randomUUID()}`;
    for (const token of [userToken, adminToken])
      await call('/api/things/admin', { headers: { authorization: `Bearer ${token}`, 'x-request-id': requestId } });
    await accessLine(requestId);
    const output = await service.output();
    for (const secret of [userToken, adminToken, partnerSecret]) expect(output).not.toContain(secret);
  });
});
