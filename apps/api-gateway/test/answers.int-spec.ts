import { connect } from 'node:net';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { randomUUID } from 'node:crypto';
import { publicRoutes } from '@fairway/contracts';
import { Testbed, type TestService, TokenIssuer } from '@fairway/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { allBehind, Behind, ok, reading } from './behind.js';

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
    RATE_LIMIT_AUTH_PER_MINUTE: '1',
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

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** Sends the path unchanged: fetch would resolve its dots. */
async function send(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  content?: string,
  { url } = gateway,
): Promise<Answer> {
  const authorization = `Bearer ${await issuer.tokenFor(accountId)}`;
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method, path, headers: { authorization, ...headers } }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk) => (body += chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers as Answer['headers'], body }),
      );
    });
    request.on('error', reject).end(content);
  });
}

async function sendRaw(bytes: string): Promise<Answer> {
  const { hostname, port } = new URL(gateway.url);
  const socket = connect(Number(port), hostname);
  socket.write(bytes);
  let text = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => (text += chunk));
  await once(socket, 'end');
  socket.destroy();
  const [head = '', body = ''] = text.split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => line.split(/: ?(.*)/, 2).map((part, index) => (index === 0 ? part.toLowerCase() : part))),
  );
  return { status: Number(statusLine.split(' ')[1]), headers: headers as Answer['headers'], body };
}

const secure = {
  'cache-control': 'no-store',
  'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': expect.stringMatching(/^max-age=31536000/),
  'x-content-type-options': 'nosniff',
};

describe('security headers are set on', () => {
  const answers: [string, number, () => Promise<Answer>][] = [
    ['data of an account', 201, () => send('GET', reading.path)],
    ['a missing token', 401, () => send('GET', '/api/users/me', { authorization: '' })],
    ['an unknown address', 404, () => send('GET', '/nothing')],
    ['an address that is no URL', 404, () => send('GET', `${reading.path}/%zz`)],
    ['a wrong method', 405, () => send('DELETE', '/api/users/me')],
    ['a service that is away', 503, () => send('GET', '/api/users/me')],
    ['what Node’s parser refuses', 400, () => sendRaw('nonsense\r\n\r\n')],
    ['two hosts', 400, () => sendRaw(`GET ${reading.path} HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n`)],
    ['headers that are too large', 431, () => sendRaw(`GET / HTTP/1.1\r\nHost: a\r\nx: ${'y'.repeat(17_000)}\r\n\r\n`)],
    ['the document', 200, () => send('GET', '/api/openapi.json')],
  ];
  it.each(answers)('%s (%i)', async (_, status, answer) => {
    expect(await answer()).toMatchObject({ status, headers: secure });
  });

  it('too many requests (429), and a service that hangs (504)', async () => {
    await send('POST', '/api/auth/login');
    expect(await send('POST', '/api/auth/login')).toMatchObject({ status: 429, headers: secure });
    behind.answer = () => undefined;
    expect(await send('GET', reading.path, {}, undefined, shortDeadlineGateway)).toMatchObject({
      status: 504,
      headers: secure,
    });
  });

  it('answers that a service marks as cacheable, which keep that header', async () => {
    behind.answer = (_request, response) => void response.writeHead(200, { 'cache-control': 'max-age=60' }).end('{}');
    expect((await send('GET', reading.path)).headers).toMatchObject({ ...secure, 'cache-control': 'max-age=60' });
  });
});

describe('the page at /api/docs', () => {
  it('runs only its own scripts, calls only the API, and loads everything from its own origin', async () => {
    const page = await send('GET', '/api/docs/');
    expect(page.headers).toMatchObject({
      ...secure,
      'cache-control': expect.any(String),
      'content-security-policy': expect.stringMatching(
        /script-src 'self'; style-src 'self';.*connect-src 'self';.*frame-ancestors 'none'/,
      ),
    });
    // An inline script or style would not run.
    expect(page.body).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=/);
    const loaded = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path = '']) => path);
    expect(loaded.length).toBeGreaterThan(4);
    expect(page.body).toContain('<title>API documentation</title>');
    for (const path of loaded) {
      expect(path).toMatch(/^[./]/);
      const file = await send('GET', new URL(path, `${gateway.url}/api/docs/`).pathname);
      expect(file).toMatchObject({ status: 200, headers: { 'x-content-type-options': 'nosniff' } });
    }
  });

  it.each([
    '/api/docs/static/../../package.json',
    '/api/docs/static/%2e%2e/%2e%2e/package.json',
    '/api/docs/static/..%2f..%2fpackage.json',
    '/api/docs/static/%2e%2e%5cpackage.json',
    '/api/docs/static/%00',
    '/api/docs/static/.git/config',
    '/api/docs/static//etc/passwd',
  ])('gives 404 for a file outside its folder: %s', async (path) => {
    const { status, headers, body } = await send('GET', path);
    expect({ status, type: headers['content-type'] }).toMatchObject({
      status: 404,
      type: expect.stringContaining('problem+json'),
    });
    expect(JSON.parse(body)).toMatchObject({ code: 'route_not_found' });
  });

  it.each([
    'static/',
    'static/index.html',
    'static/oauth2-redirect.html',
    'static/swagger-ui.js',
    'static/csp.json',
    'json',
    'yaml',
  ])('gives no file that it does not load: %s', async (file) => {
    expect((await send('GET', `/api/docs/${file}`)).status).toBe(404);
  });

  it.each(['/api/docs', '/api/docs/', '/api/docs/static/index.css'])('accepts GET and HEAD: %s', async (path) => {
    expect((await send('HEAD', path)).status).toBe(200);
    expect(await send('PUT', path)).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
  });

  it.each([
    { range: 'bytes=99999999-' },
    { 'if-match': '"another"' },
    { 'if-unmodified-since': 'Thu, 01 Jan 1970 00:00:00 GMT' },
  ])('answers the whole file to %j', async (headers) => {
    const file = '/api/docs/static/swagger-ui.css';
    expect(await send('GET', file, headers)).toMatchObject({ status: 200, body: (await send('GET', file)).body });
  });
});

const paths = new Set(publicRoutes.map(({ path }) => path));

describe('405', () => {
  it.each([...paths])(
    'for any method that %s does not support, with the supported ones, before a service sees it',
    async (path) => {
      // A fixed address could also match a route with parameters.
      const matches = (route: string) => new RegExp(`^${route.replaceAll(/:\w+/g, '[^/]+')}$`).test(path);
      const methods: string[] = publicRoutes.filter((route) => matches(route.path)).map(({ method }) => method);
      const allowed = [...methods, ...(methods.includes('GET') ? ['HEAD'] : [])].toSorted();
      for (const method of ['HEAD', 'GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'QUERY', 'PROPFIND']) {
        if (allowed.includes(method)) continue;
        const answer = await send(method, path.replaceAll(/:\w+/g, randomUUID()), { authorization: '' });
        const code = method === 'HEAD' ? answer.body : JSON.parse(answer.body).code;
        expect({ method, status: answer.status, allow: answer.headers['allow'], code }).toEqual({
          method,
          status: 405,
          allow: allowed.join(', '),
          code: method === 'HEAD' ? '' : 'method_not_allowed',
        });
      }
      expect(behind.seen).toEqual([]);
    },
  );
});

describe('a query', () => {
  const routes = publicRoutes.filter(({ access, query }) => access !== 'anybody' && query === undefined);
  it.each(routes)('is refused on a route without one: $method $path', async ({ method, path }) => {
    const address = path.replace(/:\w+/g, randomUUID());
    for (const query of ['?limit=1', '?__proto__=1']) {
      const { status, body } = await send(method, address + query);
      expect({ status, problem: JSON.parse(body) }).toMatchObject({
        status: 400,
        problem: { code: 'validation_failed' },
      });
    }
    expect(behind.seen).toEqual([]);
  });
});

describe('a body', () => {
  const routes = publicRoutes.filter(({ access, body }) => access !== 'anybody' && body === undefined);
  it.each(routes)('is refused on a route without one: $method $path', async ({ method, path }) => {
    const address = path.replace(/:\w+/g, randomUUID());
    for (const headers of [{ 'content-length': '2' }, { 'transfer-encoding': 'chunked' }]) {
      const { status, body } = await send(method, address, headers, '{}');
      expect({ status, problem: JSON.parse(body) }).toMatchObject({
        status: 400,
        problem: { code: 'validation_failed', errors: [{ pointer: '' }] },
      });
    }
    expect(behind.seen).toEqual([]);
  });

  it.each(routes.filter(({ method }) => method !== 'GET'))(
    'may be declared empty: $method $path',
    async ({ method, path }) => {
      const address = path.replace(/:\w+/g, randomUUID());
      expect((await send(method, address, { 'transfer-encoding': 'chunked' })).status).toBe(201);
    },
  );
});
