import { randomUUID } from 'node:crypto';
import { publicRoutes } from '@fairway/contracts';
import { Testbed, type TestService, TokenIssuer } from '@fairway/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { allBehind, Behind, ok, reading, writing } from './behind.js';

let testbed: Testbed;
let issuer: TokenIssuer;
let gateway: TestService;
/** For services that hang; the others may take as long as a busy machine needs. */
let shortDeadlineGateway: TestService;
let behind: Behind;
const accountId = randomUUID();

beforeAll(async () => {
  testbed = await Testbed.open();
  issuer = await TokenIssuer.start();
  behind = new Behind();
  const url = await behind.start();
  const environment = {
    ...issuer.environment,
    ...allBehind(url),
    USER_SERVICE_URL: 'http://127.0.0.1:1',
    UPSTREAM_TIMEOUT_MS: '60000',
    RATE_LIMIT_AUTH_PER_MINUTE: '5',
    RATE_LIMIT_API_PER_MINUTE: '60',
    TRUSTED_PROXIES: '1',
  };
  gateway = await testbed.service('api-gateway', environment);
  shortDeadlineGateway = await testbed.service('api-gateway', { ...environment, UPSTREAM_TIMEOUT_MS: '300' });
});

beforeEach(() => {
  behind.seen.length = 0;
  behind.answer = ok;
});

afterAll(async () => {
  await testbed.close();
  behind.stop();
  await issuer.stop();
});

const send = async (
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: string,
  { url } = gateway,
) =>
  fetch(`${url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${await issuer.tokenFor(accountId)}`,
      'content-type': 'application/json',
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
  });

describe('a request', () => {
  it('reaches its service unchanged, and the answer comes back', async () => {
    const answer = await send(
      'POST',
      writing.path,
      { 'idempotency-key': 'k1', 'content-encoding': 'identity' },
      '{"a": 1}',
    );
    expect(answer.status).toBe(201);
    expect(await answer.text()).toBe('{"id":1}');
    expect(answer.headers.get('location')).toBe('/api/things/1');
    await send('GET', `${reading.path}?x=%20y`);
    expect(behind.seen).toMatchObject([
      { method: 'POST', url: writing.path, body: '{"a": 1}' },
      { method: 'GET', url: `${reading.path}?x=%20y` },
    ]);
    expect(behind.seen[0]?.headers).toMatchObject({ 'idempotency-key': 'k1', 'content-encoding': 'identity' });
  });

  it('carries no header that only the edge may set, and returns none that is internal', async () => {
    const answer = await send('GET', reading.path, {
      'x-user-id': 'somebody-else',
      'x-forwarded-for': '1.2.3.4, 203.0.113.7',
      cookie: 'a=b',
    });
    expect(answer.headers.get('x-internal')).toBeNull();
    const names = Object.keys(behind.seen[0]?.headers ?? {});
    expect(names).not.toContain('x-user-id');
    expect(behind.seen[0]?.headers['x-forwarded-for']).toBe('203.0.113.7');
    expect(names).not.toContain('cookie');
  });

  it('carries one request id and one trace', async () => {
    const traceId = 'b'.repeat(32);
    const answer = await send('GET', reading.path, {
      'x-request-id': 'request-0001',
      traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
    });
    expect(answer.headers.get('x-request-id')).toBe('request-0001');
    expect(behind.seen[0]?.headers['x-request-id']).toBe('request-0001');
    expect(behind.seen[0]?.headers['traceparent']).toContain(traceId);
  });
});

describe('401', () => {
  it.each(publicRoutes.filter(({ access }) => access !== 'anybody'))(
    'without a token on $method $path',
    async ({ method, path }) => {
      const answer = await fetch(`${gateway.url}${path.replace(':id', randomUUID())}`, { method });
      expect(answer.status).toBe(401);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
      expect(await answer.json()).toMatchObject({
        code: 'token_missing',
        type: 'urn:fairway:problem:token_missing',
        status: 401,
      });
      expect(behind.seen).toEqual([]);
    },
  );

  it('with a token signed by another key', async () => {
    const stranger = await TokenIssuer.start();
    const answer = await send('GET', reading.path, { authorization: `Bearer ${await stranger.tokenFor(accountId)}` });
    await stranger.stop();
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ code: 'token_invalid' });
  });
});

describe('404', () => {
  it.each(['/', '/api', '/api/nothing', '/.well-known/jwks.json', '/health/live', '/metrics'])(
    'for %s',
    async (path) => {
      const answer = await send('GET', path);
      expect(answer.status).toBe(404);
      expect(await answer.json()).toMatchObject({ code: 'route_not_found' });
      expect(behind.seen).toEqual([]);
    },
  );
});

it('413 for a body over the limit, before a service sees it', async () => {
  const answer = await send('POST', writing.path, {}, 'x'.repeat(70_000));
  expect(answer.status).toBe(413);
  expect(await answer.json()).toMatchObject({ code: 'body_too_large' });
  expect(behind.seen).toEqual([]);
});

describe('429', () => {
  it('for too many logins from one address, whatever its headers claim; other addresses continue', async () => {
    const login = (address: string) =>
      send('POST', '/api/auth/login', { 'x-forwarded-for': `${randomUUID()}, ${address}` }, '{}');
    for (let time = 0; time < 5; time += 1) expect((await login('203.0.113.1')).status).toBe(201);
    const refused = await login('203.0.113.1');
    expect(refused.status).toBe(429);
    expect(await refused.json()).toMatchObject({ code: 'rate_limited' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.headers.get('ratelimit-remaining')).toBe('0');
    expect((await login('203.0.113.2')).status).toBe(201);
  });

  it('for too many logins from the addresses of one household, in any spelling', async () => {
    const login = (address: string) => send('POST', '/api/auth/login', { 'x-forwarded-for': address }, '{}');
    const statuses: number[] = [];
    for (let host = 1; host <= 30; host += 1) statuses.push((await login(`2001:db8:1:2::${host.toString(16)}`)).status);
    expect(statuses).toEqual([...Array<number>(5).fill(201), ...Array<number>(25).fill(429)]);
    expect((await login('[2001:0DB8:1:2:ffff::1]:443')).status).toBe(429);
    expect((await login('2001:db8:1:3::1')).status).toBe(201);
    for (let port = 1; port <= 5; port += 1) expect((await login(`203.0.113.20:${port}`)).status).toBe(201);
    expect((await login('::ffff:203.0.113.20')).status).toBe(429);
  });

  it('for too many forged tokens from one network, before a signature check; remembered tokens still pass', async () => {
    const stranger = await TokenIssuer.start();
    const from = (address: string, bearer: string) =>
      send('GET', reading.path, { authorization: `Bearer ${bearer}`, 'x-forwarded-for': address });
    const [forger, neighbour] = ['203.0.113.30', '203.0.113.31'];
    const [known, unknown] = [await issuer.tokenFor(randomUUID()), await issuer.tokenFor(randomUUID())];
    expect((await from(forger, known)).status).toBe(201);
    for (let time = 1; time <= 5; time += 1) {
      const answer = await from(forger, await stranger.tokenFor(accountId));
      expect(answer.status).toBe(401);
      expect(answer.headers.get('ratelimit-limit')).toBe('5');
      expect(answer.headers.get('ratelimit-remaining')).toBe(String(5 - time));
    }
    const refused = await from(forger, await stranger.tokenFor(accountId));
    await stranger.stop();
    expect(refused.status).toBe(429);
    expect(await refused.json()).toMatchObject({ code: 'rate_limited' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    // Valid unknown tokens are refused too, because only a signature check could tell them apart.
    expect((await from(forger, unknown)).status).toBe(429);
    expect((await from(forger, known)).status).toBe(201);
    expect((await from(neighbour, unknown)).status).toBe(201);
    const events = (await gateway.logLines()).filter(({ securityEvent }) => securityEvent !== undefined);
    expect(events).toContainEqual(
      expect.objectContaining({
        securityEvent: 'token_refused',
        level: 'warn',
        network: expect.stringMatching(/^[0-9a-f]{32}$/),
      }),
    );
    const ofForger = events.filter(
      ({ securityEvent, network }) => securityEvent === 'rate_limited' && network === events.at(-1)?.['network'],
    );
    expect(ofForger).toHaveLength(1);
    expect(await gateway.log()).not.toContain(forger);
    expect(await (await fetch(`${gateway.managementUrl}/metrics`)).text()).toMatch(
      /security_events_total\{event="rate_limited"\} [1-9]/,
    );
  });

  it('for the account of expired tokens, not for their network', async () => {
    const [sleeper, address] = [randomUUID(), '203.0.113.40'];
    const from = (bearer: string) =>
      send('GET', reading.path, { authorization: `Bearer ${bearer}`, 'x-forwarded-for': address });
    const expired = await issuer.tokenFor(sleeper, ['user'], Date.now() - 600_000);
    for (let time = 0; time < 60; time += 1) expect((await from(expired)).status).toBe(401);
    expect((await from(expired)).status).toBe(429);
    expect((await from(await issuer.tokenFor(sleeper))).status).toBe(201);
  });

  it('for too many requests without a token from one network', async () => {
    const statuses: number[] = [];
    for (let time = 0; time < 61; time += 1)
      statuses.push((await send('GET', reading.path, { authorization: '', 'x-forwarded-for': '203.0.113.50' })).status);
    expect(statuses).toEqual([...Array<number>(60).fill(401), 429]);
  });

  it('for too many requests of one account over all its routes; other accounts continue', async () => {
    const heavy = await issuer.tokenFor(randomUUID());
    const asHeavy = (path: string) => send('GET', path, { authorization: `Bearer ${heavy}` });
    const statuses: number[] = [];
    for (let time = 0; time < 61; time += 1)
      statuses.push((await asHeavy(time % 2 ? reading.path : '/api/auth/sessions')).status);
    expect(statuses.slice(0, 60).every((status) => status === 201)).toBe(true);
    expect(statuses[60]).toBe(429);
    const other = await issuer.tokenFor(randomUUID());
    expect((await send('GET', reading.path, { authorization: `Bearer ${other}` })).status).toBe(201);
  });
});

it('warns once, without the address, when X-Forwarded-For arrives and no proxy is trusted', async () => {
  const unaware = await testbed.service('api-gateway', {
    ...issuer.environment,
    ...allBehind('http://127.0.0.1:1'),
  });
  for (let time = 0; time < 3; time += 1) {
    await fetch(`${unaware.url}${reading.path}`, { headers: { 'x-forwarded-for': '203.0.113.60' } });
  }
  const warnings = (await unaware.logLines()).filter(
    ({ level, msg }) => level === 'warn' && String(msg).includes('TRUSTED_PROXIES'),
  );
  expect(warnings).toHaveLength(1);
  expect(await unaware.log()).not.toContain('203.0.113.60');
});

describe('a service that misbehaves', () => {
  it('gets 503 when it cannot be reached', async () => {
    const answer = await send('GET', '/api/users/me');
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(await answer.json()).toMatchObject({ code: 'service_unavailable' });
  });

  it.each<[string, Behind['answer']]>([
    ['says nothing', () => undefined],
    ['sends headers and no body', (_, response) => void response.writeHead(200).flushHeaders()],
    [
      'stops in the middle of the body',
      (_, response) => void response.writeHead(200, { 'content-length': 4 }).write('ab'),
    ],
  ])('gets 504 when it %s', async (_, stall) => {
    behind.answer = stall;
    const answer = await send('GET', reading.path, {}, undefined, shortDeadlineGateway);
    expect(answer.status).toBe(504);
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(await answer.json()).toMatchObject({ code: 'service_timeout' });
  });

  it('gets a repeatable request once more after a broken connection', async () => {
    behind.answer = (request, response) =>
      behind.seen.length === 1 ? request.socket.destroy() : ok(request, response);
    expect((await send('POST', writing.path, { 'idempotency-key': 'k2' }, '{}')).status).toBe(201);
    expect(behind.seen).toHaveLength(2);
  });

  it('does not get a request again that is not repeatable', async () => {
    behind.answer = (request) => request.socket.destroy();
    const answer = await send('POST', '/api/auth/refresh', { 'x-forwarded-for': '203.0.113.3' }, '{}');
    expect(answer.status).toBe(503);
    expect(behind.seen).toHaveLength(1);
  });
});

describe('the API description', () => {
  it('lists every route that the gateway serves', async () => {
    const document = (await (await send('GET', '/api/openapi.json')).json()) as {
      paths: Record<string, Record<string, { operationId: string }>>;
    };
    const operations = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    );
    expect(operations.sort()).toEqual(publicRoutes.map(({ operationId }) => operationId).sort());
  });

  it('can be read and tried on a page', async () => {
    const page = await send('GET', '/api/docs/');
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('swagger-ui');
  });
});
