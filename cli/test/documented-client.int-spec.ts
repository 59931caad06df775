import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bearer, PublicApi } from '../src/public-api/public-api.js';

let server: Server;
let answer: { status: number; body: string };
let api: PublicApi;

beforeEach(async () => {
  server = createServer((_request, response) => void response.writeHead(answer.status).end(answer.body)).listen(
    0,
    '127.0.0.1',
  );
  await once(server, 'listening');
  api = new PublicApi(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const id = '0198c0de-7f3a-7000-8000-5ca1ab1e0001';
const account = {
  id,
  email: 'ada@example.com',
  name: 'Ada',
  createdAt: '2026-01-01T00:00:00.000Z',
  roles: ['user'],
  disabledAt: null,
};
const problem = (status: number, code: string) => ({
  type: `urn:fairway:problem:${code}`,
  title: 'A title',
  status,
  code,
  detail: 'Do this.',
});
const askForAccount = async () =>
  api.dataOf(
    `GET /api/admin/accounts/${id}`,
    await api.client.GET('/api/admin/accounts/{id}', { headers: bearer('token'), params: { path: { id } } }),
  );
const getAccount = (status: number, body: unknown) => {
  answer = { status, body: typeof body === 'string' ? body : JSON.stringify(body) };
  return askForAccount();
};

describe('a client that is typed by the OpenAPI document', () => {
  it('accepts a documented answer', async () => {
    expect(await getAccount(200, account)).toEqual(account);
  });

  it('reports a documented problem with its code and what to do', async () => {
    await expect(getAccount(404, problem(404, 'account_not_found'))).rejects.toMatchObject({
      message: `GET /api/admin/accounts/${id} answered 404 (account_not_found).`,
      cause: 'Do this.',
    });
    const errors = [
      { pointer: '/email', detail: 'Invalid email address' },
      { pointer: '/params/id', detail: 'Invalid UUID' },
    ];
    await expect(getAccount(400, { ...problem(400, 'validation_failed'), errors })).rejects.toMatchObject({
      cause: 'Do this.\n/email: Invalid email address\n/params/id: Invalid UUID',
    });
    const { detail: _, ...silent } = problem(400, 'validation_failed');
    await expect(getAccount(400, silent)).rejects.toMatchObject({ cause: undefined });
  });

  it.each([
    [
      'a body that breaks its contract',
      200,
      { ...account, name: 1 },
      'answered 200 with a body that breaks its contract',
    ],
    ['a success that is not documented', 202, account, 'answered 202 with a body that breaks its contract'],
    [
      'a code of another route',
      409,
      problem(409, 'email_taken'),
      'answered 409 (email_taken), which is not documented',
    ],
    [
      'a code with another status',
      400,
      problem(400, 'account_not_found'),
      'answered 400 (account_not_found), which is not documented',
    ],
    ["a proxy's page", 502, '<h1>Bad gateway</h1>', 'answered 502 with a body that breaks its contract'],
    ['an empty answer', 200, '', 'answered 200 with a body that breaks its contract'],
  ])('refuses %s', async (_name, status, body, message) => {
    await expect(getAccount(status, body)).rejects.toThrow(message);
  });

  it('names the server that did not answer', async () => {
    server.closeAllConnections();
    server.close();
    await expect(askForAccount()).rejects.toMatchObject({
      message: expect.stringMatching(
        /^GET \/api\/admin\/accounts\/\S+ got no answer from http:\/\/127\.0\.0\.1:\d+\.$/,
      ),
      hint: expect.stringContaining('./fairway status'),
    });
  });
});
