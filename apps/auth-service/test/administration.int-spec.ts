import { randomUUID } from 'node:crypto';
import type { AccountDetails, SessionList, Tokens } from '@fairway/contracts';
import { eventually, Testbed, type TestPostgres, type TestService } from '@fairway/testkit';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  authEnvironment,
  codeOf,
  expectNoSecretsIn,
  loggedIn,
  post,
  registered,
  send,
  tokensOf,
} from './auth-fixture.js';

const admin = { email: 'canary-admin@example.com', password: 'canary upon brass kettles' };

let testbed: Testbed;
let postgres: TestPostgres;
let service: TestService;
let otherReplica: TestService;
let adminId: string;

beforeAll(async () => {
  testbed = await Testbed.open();
  postgres = await testbed.postgres();
  const environment = {
    ...authEnvironment(await postgres.createDatabase('auth')),
    ADMIN_EMAIL: admin.email,
    ADMIN_PASSWORD: admin.password,
  };
  service = await testbed.service('auth-service', environment);
  otherReplica = await testbed.service('auth-service', environment);
  adminId = String(decodeJwt((await asAdmin()).accessToken).sub);
});

afterAll(() => testbed.close());

type Person = Awaited<ReturnType<typeof registered>>;
let adminLogin: { readonly tokens: Tokens; readonly atMs: number } | undefined;
/** Renewed well within the five minutes of an access token: a slow run of this file takes longer. */
async function asAdmin(): Promise<Tokens> {
  if (adminLogin === undefined || performance.now() - adminLogin.atMs > 120_000)
    adminLogin = { tokens: await loggedIn(service, admin), atMs: performance.now() };
  return adminLogin.tokens;
}

const administer = async (
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  { by, body, at = service }: { by?: Tokens | undefined; body?: unknown; at?: TestService } = {},
) => send(at, [method, `admin/accounts/${path}`], { ...(by ?? (await asAdmin())), body });
const disable = (id: string, by?: Tokens, at = service) => administer('POST', `${id}/disable`, { by, at });
const enable = (id: string, by?: Tokens) => administer('POST', `${id}/enable`, { by });
const refresh = ({ refreshToken }: Tokens, at = service) => post(at, 'refresh', { refreshToken });
const login = ({ email, password }: Person, at = service) => post(at, 'login', { email, password });

async function anotherAdmin(): Promise<Person> {
  const person = await registered(service);
  await postgres.query('auth', `UPDATE accounts SET roles = '{user,admin}' WHERE id = $1`, [person.id]);
  return person;
}

const eventsAbout = async (targetId: string) =>
  (await service.logLines())
    .filter((line) => line['targetId'] === targetId)
    .map(({ securityEvent, userId }) => ({ securityEvent, userId }));

describe('an account', () => {
  it('is found by its address in any spelling, and by its id', async () => {
    const { id, email, name } = await registered(service);
    const found = await administer('POST', 'by/email', { body: { email: email.toUpperCase() } });
    expect(found.status).toBe(200);
    const account = (await found.json()) as AccountDetails;
    expect(account).toEqual({ id, email, name, roles: ['user'], createdAt: account.createdAt, disabledAt: null });
    expect(await (await administer('GET', id.toUpperCase())).json()).toEqual(account);
    await eventually(async () => (await eventsAbout(id)).length === 2);
    expect(await eventsAbout(id)).toEqual(
      ['admin_account_read', 'admin_account_read'].map((securityEvent) => ({ securityEvent, userId: adminId })),
    );
  });

  it('shows its sessions, and all of them can be ended', async () => {
    const person = await registered(service);
    const tokens = [await loggedIn(service, person), await loggedIn(service, person)];
    const { items } = (await (await administer('GET', `${person.id}/sessions`)).json()) as SessionList;
    expect(items.map(({ current }) => current)).toEqual([false, false]);
    const ended = await administer('DELETE', `${person.id}/sessions`);
    expect(await ended.json()).toEqual({ ended: 2 });
    for (const one of tokens) expect((await refresh(one)).status).toBe(401);
    await eventually(async () =>
      (await eventsAbout(person.id)).some(({ securityEvent }) => securityEvent === 'admin_sessions_ended'),
    );
    await loggedIn(service, person);
  });

  it.each([
    ['GET', ''],
    ['GET', '/sessions'],
    ['DELETE', '/sessions'],
    ['POST', '/disable'],
    ['POST', '/enable'],
  ] as const)('404 for an unknown account: %s …%s', async (method, path) => {
    const answer = await administer(method, randomUUID() + path);
    expect(answer.status).toBe(404);
    expect(await codeOf(answer)).toBe('account_not_found');
    expect((await administer(method, `canary${path}`)).status).toBe(400);
  });
});

describe('a disabled account', () => {
  it('has no session and gets none, and only a correct password reveals that, until it is enabled', async () => {
    const person = await registered(service);
    const tokens = await loggedIn(service, person);
    const disabled = (await (await disable(person.id)).json()) as AccountDetails;
    expect(disabled.disabledAt).not.toBeNull();
    expect((await refresh(tokens)).status).toBe(401);
    expect((await send(service, ['GET', 'auth/sessions'], tokens)).status).toBe(401);
    const refused = await login(person);
    expect(refused.status).toBe(403);
    expect(await codeOf(refused)).toBe('account_disabled');
    const wrong = await login({ ...person, password: 'canary wrong' });
    expect(wrong.status).toBe(401);
    expect(await codeOf(wrong)).toBe('credentials_invalid');
    expect(await (await disable(person.id)).json()).toEqual(disabled);

    expect(await (await enable(person.id)).json()).toEqual({ ...disabled, disabledAt: null });
    await loggedIn(service, person);
    await eventually(async () => (await eventsAbout(person.id)).length === 3);
    const lines = (await service.logLines()).filter((line) => line['targetId'] === person.id);
    expect(lines.map(({ securityEvent, msg }) => `${String(securityEvent)}: ${String(msg)}`)).toEqual([
      'admin_account_disabled: an administrator disabled an account, which ended its sessions',
      'admin_account_disabled: an administrator disabled an account, which ended its sessions',
      'admin_account_enabled: an administrator enabled an account',
    ]);
  });

  it('keeps no session of a concurrent login or refresh', async () => {
    for (let round = 0; round < 3; round += 1) {
      const person = await registered(service);
      const tokens = await loggedIn(service, person);
      const logins = Array.from({ length: 4 }, (_, index) => login(person, index % 2 === 0 ? service : otherReplica));
      const [disabled, ...answers] = await Promise.all([
        disable(person.id),
        refresh(tokens, otherReplica),
        refresh(tokens),
        ...logins,
      ]);
      expect(disabled.status).toBe(200);
      await enable(person.id);
      for (const answer of answers.filter(({ status }) => status === 200)) {
        expect((await refresh(await tokensOf(answer))).status).toBe(401);
      }
    }
  });
});

describe('an administrator', () => {
  it('409 cannot disable their own account, however its id is written', async () => {
    for (const id of [adminId, adminId.toUpperCase()]) {
      const answer = await disable(id);
      expect(answer.status).toBe(409);
      expect(await codeOf(answer)).toBe('account_own');
    }
    expect((await refresh(await loggedIn(service, admin))).status).toBe(200);
  });

  it('remains when two disable each other at once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [ada, bob] = [await anotherAdmin(), await anotherAdmin()];
      const [adas, bobs] = [await loggedIn(service, ada), await loggedIn(service, bob)];
      const answers = await Promise.all([disable(bob.id, adas), disable(ada.id, bobs, otherReplica)]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
    }
  });

  it('401 when disabled, even with a remaining access token', async () => {
    const person = await anotherAdmin();
    const tokens = await loggedIn(service, person);
    await disable(person.id);
    expect((await enable(person.id, tokens)).status).toBe(401);
  });

  it('401 when they have lost the role', async () => {
    const person = await anotherAdmin();
    const tokens = await loggedIn(service, person);
    await postgres.query('auth', `UPDATE accounts SET roles = '{user}' WHERE id = $1`, [person.id]);
    expect((await administer('GET', person.id, { by: tokens })).status).toBe(401);
  });

  it('403 without the role', async () => {
    const person = await registered(service);
    const answer = await disable(adminId, await loggedIn(service, person));
    expect(answer.status).toBe(403);
    expect(await codeOf(answer)).toBe('role_missing');
    expect((await fetch(`${service.url}/api/admin/accounts/${person.id}`)).status).toBe(401);
  });
});

describe('the log', () => {
  it('contains no password, address, name or token of these tests', () => expectNoSecretsIn(service));
});
