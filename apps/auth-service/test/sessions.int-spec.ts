import { randomUUID } from 'node:crypto';
import type { SessionList, Tokens } from '@fairway/contracts';
import { Testbed, type TestPostgres, type TestService } from '@fairway/testkit';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  authEnvironment,
  codeOf,
  expectNoSecretsIn,
  loggedIn,
  newAddress,
  post,
  registered,
  send,
  tokensOf,
} from './auth-fixture.js';

let testbed: Testbed;
let postgres: TestPostgres;
let service: TestService;
let otherReplica: TestService;

beforeAll(async () => {
  testbed = await Testbed.open();
  postgres = await testbed.postgres();
  const environment = authEnvironment(await postgres.createDatabase('auth'));
  [service, otherReplica] = await Promise.all([
    testbed.service('auth-service', environment),
    testbed.service('auth-service', environment),
  ]);
});

afterAll(() => testbed.close());

const refresh = (refreshToken: string, replica = service) => post(replica, 'refresh', { refreshToken });
const logout = (refreshToken: string, replica = service) => post(replica, 'logout', { refreshToken });
const logoutAll = ({ accessToken }: Tokens) => send(service, ['POST', 'auth/logout-all'], { accessToken });
const endSession = ({ accessToken }: Tokens, id: string, replica = service) =>
  send(replica, ['DELETE', `auth/sessions/${id}`], { accessToken });
const sessionIdOf = ({ accessToken }: Tokens) => String(decodeJwt(accessToken)['sid']);

async function sessionsOf({ accessToken }: Tokens): Promise<SessionList['items']> {
  const answer = await send(otherReplica, ['GET', 'auth/sessions'], { accessToken });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as SessionList).items;
}

/** Neither its refresh token nor, under /api/auth, its access token works any more. */
async function expectEnded(tokens: Tokens): Promise<void> {
  expect((await refresh(tokens.refreshToken)).status).toBe(401);
  const answer = await send(service, ['GET', 'auth/sessions'], tokens);
  expect(answer.status).toBe(401);
  expect(answer.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
  expect(await codeOf(answer)).toBe('token_invalid');
}

/** How many of these tokens are still usable. */
async function usable(answers: readonly Response[]): Promise<number> {
  const tokens = await Promise.all(answers.filter(({ status }) => status === 200).map(tokensOf));
  const unique = [...new Set(tokens.map(({ refreshToken }) => refreshToken))];
  const statuses = await Promise.all(unique.map(async (one) => (await refresh(one)).status));
  return statuses.filter((status) => status === 200).length;
}

describe('POST /api/auth/logout', () => {
  it('204 ends the session of the token, and no other', async () => {
    const person = await registered(service);
    const [here, elsewhere] = [await loggedIn(service, person), await loggedIn(service, person)];
    expect((await logout(here.refreshToken, otherReplica)).status).toBe(204);
    await expectEnded(here);
    expect((await refresh(elsewhere.refreshToken)).status).toBe(200);
  });

  it('204 for a used token, for a client that lost the newer one', async () => {
    const first = await loggedIn(service, await registered(service));
    const second = await tokensOf(await refresh(first.refreshToken));
    const third = await tokensOf(await refresh(second.refreshToken));
    expect((await logout(first.refreshToken)).status).toBe(204);
    await expectEnded(third);
  });

  it('204 for an ended session and for an invalid token', async () => {
    const { refreshToken } = await loggedIn(service, await registered(service));
    await logout(refreshToken);
    expect((await logout(refreshToken)).status).toBe(204);
    expect((await logout('canary')).status).toBe(204);
  });

  it('400 without a token', async () => {
    expect((await post(service, 'logout', {})).status).toBe(400);
  });

  it('wins against concurrent refreshes: their tokens do not work', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { refreshToken } = await loggedIn(service, await registered(service));
      const refreshes = Array.from({ length: 8 }, (_, index) =>
        refresh(refreshToken, index % 2 === 0 ? service : otherReplica),
      );
      const [ended, ...answers] = await Promise.all([logout(refreshToken, otherReplica), ...refreshes]);
      expect(ended.status).toBe(204);
      expect(await usable(answers)).toBe(0);
    }
  });
});

describe('POST /api/auth/logout-all', () => {
  it('204 ends all sessions of the account, including this one, and none of others', async () => {
    const [person, other] = [await registered(service), await registered(service)];
    const [here, elsewhere, others] = [
      await loggedIn(service, person),
      await loggedIn(service, person),
      await loggedIn(service, other),
    ];
    expect((await logoutAll(here)).status).toBe(204);
    await expectEnded(here);
    await expectEnded(elsewhere);
    expect(await sessionsOf(others)).toHaveLength(1);
    await loggedIn(service, person);
  });

  it('wins against concurrent refreshes', async () => {
    const person = await registered(service);
    const sessions = [await loggedIn(service, person), await loggedIn(service, person)] as const;
    const [ended, ...answers] = await Promise.all([
      logoutAll(sessions[0]),
      ...sessions.map(({ refreshToken }) => refresh(refreshToken, otherReplica)),
    ]);
    expect(ended.status).toBe(204);
    expect(await usable(answers)).toBe(0);
  });
});

describe('GET /api/auth/sessions', () => {
  it('200 with the account’s own sessions, most recently used first, without tokens or addresses', async () => {
    const person = await registered(service);
    await loggedIn(service, await registered(service));
    const from = newAddress();
    const answer = await fetch(`${service.url}/api/auth/login`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-forwarded-for': from,
        'user-agent': 'Fairway test \u00e9\u009f1.0',
      },
      body: JSON.stringify({ email: person.email, password: person.password }),
    });
    const [first, second] = [await tokensOf(answer), await loggedIn(service, person)];
    const third = await tokensOf(await refresh(first.refreshToken));
    const items = await sessionsOf(third);
    expect(items.map(({ id, current }) => ({ id, current }))).toEqual([
      { id: sessionIdOf(first), current: true },
      { id: sessionIdOf(second), current: false },
    ]);
    const [session] = items;
    expect(session?.client).toBe('Fairway test 1.0');
    const days = (begin: string | undefined, end: string | undefined) =>
      (Date.parse(end ?? '') - Date.parse(begin ?? '')) / 86_400_000;
    expect(days(session?.lastUsedAt, session?.expiresAt)).toBeCloseTo(7, 5);
    expect(days(session?.createdAt, session?.lastUsedAt)).toBeGreaterThan(0);
    expect(JSON.stringify(items)).not.toContain(third.refreshToken);
    expect(JSON.stringify(items)).not.toContain(from);
  });

  it('401 for a token without a session, as in the previous version', async () => {
    const answer = await send(service, ['GET', 'auth/sessions'], { accessToken: 'canary' });
    expect(answer.status).toBe(401);
    expect((await fetch(`${service.url}/api/auth/sessions`)).status).toBe(401);
  });

  it('are at most 100: when one more begins, the least recently used one ends', async () => {
    const person = await registered(service);
    const oldest = await loggedIn(service, person);
    await postgres.query(
      'auth',
      `INSERT INTO refresh_families (id, account_id, token_hash, ends_at, expires_at, last_used_at)
       SELECT gen_random_uuid(), $1, '', now() + interval '1 day', now() + interval '1 day', now() + interval '1 second'
       FROM generate_series(1, 99)`,
      [person.id],
    );
    const newest = await loggedIn(service, person);
    await expectEnded(oldest);
    expect(await sessionsOf(newest)).toHaveLength(100);
  });
});

describe('DELETE /api/auth/sessions/:id', () => {
  it('204 ends that session, and 404 the second time', async () => {
    const person = await registered(service);
    const [here, elsewhere] = [await loggedIn(service, person), await loggedIn(service, person)];
    expect((await endSession(here, sessionIdOf(elsewhere).toUpperCase())).status).toBe(204);
    await expectEnded(elsewhere);
    const again = await endSession(here, sessionIdOf(elsewhere));
    expect(again.status).toBe(404);
    expect(await codeOf(again)).toBe('session_not_found');
    expect((await refresh(here.refreshToken)).status).toBe(200);
  });

  it('204 for one of several concurrent requests, 404 for the others', async () => {
    const person = await registered(service);
    const [here, elsewhere] = [await loggedIn(service, person), await loggedIn(service, person)];
    const answers = await Promise.all(
      [service, otherReplica, service].map((replica) => endSession(here, sessionIdOf(elsewhere), replica)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 404, 404]);
  });

  it('404 for another account’s session, which continues', async () => {
    const [here, others] = [
      await loggedIn(service, await registered(service)),
      await loggedIn(service, await registered(service)),
    ];
    expect((await endSession(here, sessionIdOf(others))).status).toBe(404);
    expect((await endSession(here, randomUUID())).status).toBe(404);
    expect((await refresh(others.refreshToken)).status).toBe(200);
  });

  it('400 for an invalid id', async () => {
    const here = await loggedIn(service, await registered(service));
    expect((await endSession(here, 'canary')).status).toBe(400);
  });
});

describe('POST /api/auth/password', () => {
  const newPassword = `canary new ${randomUUID()}`;
  const change = (
    tokens: Tokens,
    currentPassword: string,
    { replica = service, to = newPassword, from = newAddress() } = {},
  ) => send(replica, ['POST', 'auth/password'], { ...tokens, from, body: { currentPassword, newPassword: to } });

  it('204 sets the new password and ends the other sessions; this one continues', async () => {
    const person = await registered(service);
    const [here, elsewhere] = [await loggedIn(service, person), await loggedIn(service, person)];
    expect((await change(here, person.password)).status).toBe(204);
    await expectEnded(elsewhere);
    expect(await sessionsOf(here)).toHaveLength(1);
    await tokensOf(await refresh(here.refreshToken));
    expect((await post(service, 'login', { email: person.email, password: person.password })).status).toBe(401);
    await loggedIn(otherReplica, { email: person.email, password: newPassword });
  });

  it.each([
    ['short', 'elevenchars', 'validation_failed'],
    ['common', 'P@ssw0rd1234', 'password_weak'],
    ['made of the product’s name', 'fairwayfairway', 'password_weak'],
  ])('400 for a new password that registration would refuse: %s', async (_, to, code) => {
    const person = await registered(service);
    const answer = await change(await loggedIn(service, person), person.password, { to });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code, errors: [{ pointer: '/newPassword' }] });
    await loggedIn(service, person);
  });

  it.each([
    ['as it is', (password: string) => password],
    ['typed with other spaces', (password: string) => password.replaceAll(' ', '\u00a0')],
  ])('400 for the current password, %s; no session ends', async (_, typed) => {
    const person = await registered(service);
    const [here, elsewhere] = [await loggedIn(service, person), await loggedIn(service, person)];
    const answer = await change(here, person.password, { to: typed(person.password) });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'password_unchanged', errors: [{ pointer: '/newPassword' }] });
    expect((await refresh(elsewhere.refreshToken)).status).toBe(200);
  });

  it('403 for a wrong current password, which ends nothing and counts as a failed login', async () => {
    const person = await registered(service);
    const [here, elsewhere] = [await loggedIn(service, person), await loggedIn(service, person)];
    const from = newAddress();
    const statuses: number[] = [];
    for (let guess = 0; guess < 12; guess += 1)
      statuses.push((await change(here, `canary wrong ${guess}`, { from })).status);
    expect(statuses[0]).toBe(403);
    expect(statuses.at(-1)).toBe(429);
    expect((await change(here, person.password, { from })).status).toBe(429);
    expect((await post(service, 'login', { email: person.email, password: person.password }, from)).status).toBe(429);
    expect((await refresh(elsewhere.refreshToken)).status).toBe(200);
  });

  it('one of two concurrent changes succeeds; the other finds the current password wrong', async () => {
    const person = await registered(service);
    const here = await loggedIn(service, person);
    const passwords = ['one', 'two'].map((name) => `canary ${name} ${randomUUID()}`);
    const answers = await Promise.all([
      change(here, person.password, { to: passwords[0] }),
      change(here, person.password, { to: passwords[1], replica: otherReplica }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 403]);
    const inForce = passwords[answers.findIndex(({ status }) => status === 204)] ?? '';
    await loggedIn(service, { email: person.email, password: inForce });
  });

  it('wins against concurrent refreshes and logins: no other session is left', async () => {
    const person = await registered(service);
    const [here, elsewhere] = [await loggedIn(service, person), await loggedIn(service, person)];
    const { email, password } = person;
    const logins = Array.from({ length: 6 }, (_, index) =>
      post(index % 2 === 0 ? service : otherReplica, 'login', { email, password }),
    );
    const [changed, ...answers] = await Promise.all([
      change(here, password),
      refresh(elsewhere.refreshToken, otherReplica),
      refresh(elsewhere.refreshToken),
      ...logins,
    ]);
    expect(changed.status).toBe(204);
    expect(await usable(answers)).toBe(0);
    expect(await sessionsOf(here)).toHaveLength(1);
  });
});

describe('the log', () => {
  it('contains no password, address, name or token of these tests', () => expectNoSecretsIn(service));
});
