import { hash } from '@node-rs/argon2';
import { eventually, Testbed, type TestPostgres, type TestService } from '@fairway/testkit';
import { createRemoteJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  audience,
  authEnvironment,
  codeOf,
  expectNoSecretsIn,
  issuer,
  loggedIn,
  newAddress,
  post,
  registered,
  somebody,
  tokensOf,
} from './auth-fixture.js';

const wrong = 'canary, wrong';

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

/** Failed logins, one after the other, on both replicas in turn. */
async function failLogins(email: string, times: number, from?: string): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    const answer = await post(time % 2 === 0 ? service : otherReplica, 'login', { email, password: wrong }, from);
    expect(answer.status).toBe(401);
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAtMs = performance.now();
  await work();
  return performance.now() - startedAtMs;
}

describe('POST /api/auth/login', () => {
  describe('200', () => {
    it('gives an access token in the form of RFC 9068, which the published keys verify', async () => {
      const person = await registered(service);
      const { accessToken, expiresInSeconds } = await loggedIn(service, person);
      const keys = createRemoteJWKSet(new URL(`${service.url}/.well-known/jwks.json`));
      const { payload, protectedHeader } = await jwtVerify(accessToken, keys, { issuer, audience, typ: 'at+jwt' });
      expect(protectedHeader.alg).toBe('EdDSA');
      expect(payload).toMatchObject({ sub: person.id, roles: ['user'] });
      expect(payload.jti).toMatch(/^[0-9a-f-]{36}$/);
      expect(expiresInSeconds).toBe(300);
      expect(Number(payload.exp) - Number(payload.iat)).toBe(300);
      expect(Math.abs(Number(payload.iat) - Date.now() / 1000)).toBeLessThan(10);
    });

    it('takes the address in any spelling, and may not be cached', async () => {
      const { email, password } = await registered(service);
      const answer = await post(service, 'login', { email: email.toUpperCase(), password });
      await tokensOf(answer);
      expect(answer.headers.get('cache-control')).toBe('no-store');
    });

    it('takes the password as any keyboard types it', async () => {
      const person = { ...somebody(), password: 'canary pa\u0301ssw\u00f6rd' };
      expect((await post(service, 'register', person)).status).toBe(201);
      await loggedIn(service, { ...person, password: 'canary\u00a0p\u00e1sswo\u0308rd' });
    });

    it('takes a password as it was typed before passwords had one form', async () => {
      const person = { ...(await registered(service)), password: 'canary pa\u0301ssword\u200b' };
      const typed = await hash(person.password, { memoryCost: 47_104, timeCost: 1, parallelism: 1 });
      await postgres.query('auth', 'UPDATE accounts SET password_hash = $2 WHERE id = $1', [person.id, typed]);
      await loggedIn(service, person);
    });

    it('replaces a hash of weaker parameters by one of today’s, of the same password', async () => {
      const person = await registered(service);
      const weak = await hash(person.password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
      await postgres.query('auth', 'UPDATE accounts SET password_hash = $2 WHERE id = $1', [person.id, weak]);
      await loggedIn(service, person);
      const [row] = await postgres.query<{ password_hash: string }>(
        'auth',
        'SELECT password_hash FROM accounts WHERE id = $1',
        [person.id],
      );
      expect(row?.password_hash).toMatch(/^\$argon2id\$v=19\$m=47104,t=1,p=1\$/);
      await loggedIn(service, person);
    });
  });

  it('400 without a password', async () => {
    const answer = await post(service, 'login', { email: somebody().email });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'validation_failed', errors: [{ pointer: '/password' }] });
  });

  describe('401', () => {
    it('is the same for a wrong password and for an address without account', async () => {
      const person = await registered(service);
      const bodies = [];
      for (const email of [person.email, somebody().email]) {
        const answer = await post(service, 'login', { email, password: wrong });
        expect(answer.status).toBe(401);
        bodies.push({ ...((await answer.json()) as object), requestId: '' });
      }
      expect(bodies[0]).toMatchObject({ code: 'credentials_invalid' });
      expect(bodies[1]).toEqual(bodies[0]);
    });

    it('takes as long for an address without account as for a wrong password', async () => {
      const known: number[] = [];
      const unknown: number[] = [];
      for (let round = 0; round < 7; round += 1) {
        const { email } = await registered(service);
        known.push(await timed(() => post(service, 'login', { email, password: wrong })));
        unknown.push(await timed(() => post(service, 'login', { email: somebody().email, password: wrong })));
      }
      const median = (values: number[]) => values.sort((a, b) => a - b)[3] ?? 0;
      // Measured without a hash for unknown addresses: 0.2 to 0.4.
      expect(median(unknown) / median(known)).toBeGreaterThan(0.6);
    });
  });

  describe('429', () => {
    it('after ten failures of one account, wherever they come from and whichever replica saw them', async () => {
      const person = await registered(service);
      await failLogins(person.email, 10);
      const refused = await post(service, 'login', { email: person.email, password: person.password });
      expect(refused.status).toBe(429);
      expect(await codeOf(refused)).toBe('rate_limited');
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(14 * 60);
      expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(15 * 60);
    });

    it('likewise for an address without account', async () => {
      const { email, password } = somebody();
      await failLogins(email, 10);
      expect((await post(service, 'login', { email, password })).status).toBe(429);
    });

    it('for a time only: when the failures are old enough, the password counts again', async () => {
      const person = await registered(service);
      const [before] = await postgres.query<{ id: string }>('auth', 'SELECT coalesce(max(id), 0) AS id FROM login_failures');
      await failLogins(person.email, 10);
      const letPass = (time: string) =>
        postgres.query('auth', 'UPDATE login_failures SET failed_at = failed_at - $1::interval WHERE id > $2', [
          time,
          before?.id,
        ]);
      await letPass('14 minutes 30 seconds');
      const refused = await post(service, 'login', { email: person.email, password: person.password });
      expect(refused.status).toBe(429);
      expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(30);
      await letPass('30 seconds');
      await loggedIn(service, person);
    });

    it('lets guesses that are sent at once not pass the limit together', async () => {
      const person = await registered(service);
      const guesses = Array.from({ length: 40 }, () => post(service, 'login', { email: person.email, password: wrong }));
      const right = post(service, 'login', { email: person.email, password: person.password });
      const statuses = (await Promise.all(guesses)).map(({ status }) => status);
      // Ten, and those that were being hashed when the tenth failed.
      expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(13);
      expect(statuses.filter((status) => status === 401 || status === 429)).toHaveLength(40);
      expect((await right).status).toBe(429);
    });

    it('after a hundred failures from one address, whatever the client claims to be; others are not concerned', async () => {
      const person = await registered(service);
      const address = newAddress();
      // Few at a time, so that a slow machine refuses none for want of a free hash.
      for (let round = 0; round < 10; round += 1) {
        const attempts = Array.from({ length: 10 }, () =>
          post(service, 'login', { email: somebody().email, password: wrong }, address),
        );
        expect((await Promise.all(attempts)).every(({ status }) => status === 401)).toBe(true);
      }
      const { email, password } = person;
      const refused = await post(otherReplica, 'login', { email, password }, `${newAddress()}, ${address}`);
      expect(refused.status).toBe(429);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      await tokensOf(await post(service, 'login', { email, password }, `${address}, ${newAddress()}`));
    });
  });

  describe('503', () => {
    it('when more log in at once than can be served soon, while other routes stay quick', async () => {
      const person = await registered(service);
      const { refreshToken } = await loggedIn(service, person);
      const { email, password } = person;
      const startedAtMs = performance.now();
      const logins = Array.from({ length: 140 }, () => post(service, 'login', { email, password }));
      const refreshMs = await timed(() => post(service, 'refresh', { refreshToken }).then(tokensOf));
      const answers = await Promise.all(logins);
      const loginsMs = performance.now() - startedAtMs;
      const refused = answers.filter(({ status }) => status === 503);
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(140 - refused.length);
      expect(refused.length).toBeGreaterThan(0);
      expect(refused[0]?.headers.get('retry-after')).toBe('5');
      expect(refreshMs).toBeLessThan(loginsMs / 3);
    });

    it('for a crowd that registers, behind which one who logs in does not have to wait', async () => {
      const person = await registered(service);
      let registrationsDone = 0;
      const crowd = Array.from({ length: 80 }, async () => {
        const { status } = await post(service, 'register', somebody());
        registrationsDone += 1;
        return status;
      });
      // The first ones are through, so the others stand in the queue.
      await eventually(() => registrationsDone > 0);
      await loggedIn(service, person);
      expect(registrationsDone).toBeLessThan(40);
      const statuses = await Promise.all(crowd);
      expect(statuses.filter((status) => status !== 201 && status !== 503)).toEqual([]);
    });
  });

  it('makes no hash for those who left while they waited', async () => {
    const waiters = Array.from({ length: 60 }, somebody);
    const left = new AbortController();
    const leaving = waiters.map((person) =>
      fetch(`${service.url}/api/auth/register`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(person),
        signal: left.signal,
      }).then(() => left.abort(), () => undefined),
    );
    await Promise.all(leaving);
    // Behind them, in the same queue.
    await registered(service);
    const emails = waiters.map(({ email }) => email);
    const [row] = await postgres.query<{ count: string }>('auth', 'SELECT count(*) FROM accounts WHERE email = ANY($1)', [emails]);
    expect(Number(row?.count)).toBeLessThan(30);
  });
});

describe('GET /.well-known/jwks.json', () => {
  it('200 with the public key alone, for caches to keep five minutes', async () => {
    const answer = await fetch(`${service.url}/.well-known/jwks.json`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=300');
    const { keys } = (await answer.json()) as JSONWebKeySet;
    expect(keys.map((key) => Object.keys(key).sort())).toEqual([['alg', 'crv', 'kid', 'kty', 'use', 'x']]);
  });
});

describe('the log', () => {
  it('holds no password, address, name or token of all this', () => expectNoSecretsIn(service));
});
