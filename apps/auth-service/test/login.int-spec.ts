import { once } from 'node:events';
import { connect } from 'node:net';
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
  newPerson,
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

/** Failed logins from one network, one after the other, on both replicas in turn. */
async function failLogins(email: string, times: number, from = newAddress()): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    const answer = await post(time % 2 === 0 ? service : otherReplica, 'login', { email, password: wrong }, from);
    expect(answer.status).toBe(401);
  }
}

/** Failed logins, few at a time. One that a busy machine refuses for want of a free hash is sent again. */
async function failLoginsFromEach(addresses: readonly string[], emailOf: () => string): Promise<void> {
  const fail = async (from: string) => {
    for (;;) {
      const { status } = await post(service, 'login', { email: emailOf(), password: wrong }, from);
      if (status !== 503) return status;
    }
  };
  for (let start = 0; start < addresses.length; start += 10) {
    const statuses = await Promise.all(addresses.slice(start, start + 10).map(fail));
    expect(statuses.every((status) => status === 401)).toBe(true);
  }
}

const login = ({ email, password }: { email: string; password: string }, from: string) =>
  post(otherReplica, 'login', { email, password }, from);

/** Lets time pass for all delays. */
const letPass = (seconds: number) =>
  postgres.query(
    'auth',
    `UPDATE password_failures SET retry_at = retry_at - make_interval(secs => $1), forgotten_at = forgotten_at - make_interval(secs => $1)`,
    [seconds],
  );

async function delayOf(answer: Response): Promise<number> {
  expect(answer.status).toBe(429);
  expect(await codeOf(answer)).toBe('rate_limited');
  return Number(answer.headers.get('retry-after'));
}

/** Processor time of the service: no other work of the machine counts in it. */
async function cpuSecondsOf(work: () => Promise<unknown>): Promise<number> {
  const used = async () => {
    const metrics = await (await fetch(`${service.managementUrl}/metrics`)).text();
    return Number(/^process_cpu_seconds_total (\S+)$/m.exec(metrics)?.[1]);
  };
  const before = await used();
  await work();
  return (await used()) - before;
}

/**
 * Sends more of these requests than may wait for a hash, and each again when it is answered, so that the queue is full
 * while `work` runs, however fast the machine is. Gives all answers.
 */
async function whileCrowded(send: () => Promise<Response>, work: () => Promise<void>): Promise<Response[]> {
  const answers: Response[] = [];
  const full = Promise.withResolvers<void>();
  let over = false;
  const crowd = Array.from({ length: 150 }, async () => {
    while (!over) {
      const answer = await send();
      answers.push(answer);
      if (answer.status === 503) full.resolve();
    }
  });
  await Promise.race([full.promise, Promise.all(crowd)]);
  await work().finally(() => (over = true));
  await Promise.all(crowd);
  return answers;
}

describe('POST /api/auth/login', () => {
  describe('200', () => {
    it('returns an access token in the form of RFC 9068, which the published keys verify', async () => {
      const person = await registered(service);
      const startedAtMs = Date.now();
      const { accessToken, expiresInSeconds } = await loggedIn(service, person);
      const endedAtMs = Date.now();
      const keys = createRemoteJWKSet(new URL(`${service.url}/.well-known/jwks.json`));
      const { payload, protectedHeader } = await jwtVerify(accessToken, keys, { issuer, audience, typ: 'at+jwt' });
      expect(protectedHeader.alg).toBe('EdDSA');
      expect(payload).toMatchObject({ sub: person.id, roles: ['user'] });
      expect(payload.jti).toMatch(/^[0-9a-f-]{36}$/);
      expect(expiresInSeconds).toBe(300);
      expect(Number(payload.exp) - Number(payload.iat)).toBe(300);
      expect(Number(payload.iat)).toBeGreaterThanOrEqual(Math.floor(startedAtMs / 1000));
      expect(Number(payload.iat)).toBeLessThanOrEqual(endedAtMs / 1000);
    });

    it('accepts the address in any spelling and forbids caching', async () => {
      const { email, password } = await registered(service);
      const answer = await post(service, 'login', { email: email.toUpperCase(), password });
      await tokensOf(answer);
      expect(answer.headers.get('cache-control')).toBe('no-store');
    });

    it('is logged with the pseudonyms that failures have', async () => {
      const person = await registered(service);
      const address = newAddress();
      await login({ ...person, password: wrong }, address);
      await tokensOf(await login(person, address));
      const { account, network } = await eventually(async () =>
        (await otherReplica.logLines()).find(
          ({ securityEvent, userId }) => securityEvent === 'login_succeeded' && userId === person.id,
        ),
      );
      expect(await otherReplica.logLines()).toContainEqual(
        expect.objectContaining({ securityEvent: 'login_failed', account, network }),
      );
    });

    it('accepts the password from any keyboard', async () => {
      const person = { ...newPerson(), password: 'canary ke\u0301ttl\u00f6s' };
      expect((await post(service, 'register', person)).status).toBe(201);
      await loggedIn(service, { ...person, password: 'canary\u00a0k\u00e9ttlo\u0308s' });
    });

    it('accepts a password as typed when it was hashed before the canonical form', async () => {
      const person = { ...(await registered(service)), password: 'canary pa\u0301ssword\u200b' };
      const typed = await hash(person.password, { memoryCost: 47_104, timeCost: 1, parallelism: 1 });
      await postgres.query('auth', 'UPDATE accounts SET password_hash = $2 WHERE id = $1', [person.id, typed]);
      expect((await login(person, newAddress())).status).toBe(200);
    });

    it('replaces a hash with weaker parameters by a current one of the same password', async () => {
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
    const answer = await post(service, 'login', { email: newPerson().email });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'validation_failed', errors: [{ pointer: '/password' }] });
  });

  describe('401', () => {
    it('is the same for a wrong password and for an unknown address', async () => {
      const person = await registered(service);
      const bodies = [];
      for (const email of [person.email, newPerson().email]) {
        const answer = await post(service, 'login', { email, password: wrong });
        expect(answer.status).toBe(401);
        bodies.push({ ...((await answer.json()) as object), requestId: '' });
      }
      expect(bodies[0]).toMatchObject({ code: 'credentials_invalid' });
      expect(bodies[1]).toEqual(bodies[0]);
    });

    it('takes as long for an unknown address as for a wrong password', async () => {
      let [known, unknown] = [0, 0];
      for (let round = 0; round < 7; round += 1) {
        const { email } = await registered(service);
        known += await cpuSecondsOf(() => post(service, 'login', { email, password: wrong }));
        unknown += await cpuSecondsOf(() => post(service, 'login', { email: newPerson().email, password: wrong }));
      }
      // Measured without a hash for unknown addresses: 0.2 to 0.4.
      expect(unknown / known).toBeGreaterThan(0.6);
    });
  });

  describe('429', () => {
    it('after ten failures of one account from one network, on any replica, whatever the password', async () => {
      const person = await registered(service);
      const address = newAddress();
      await failLogins(person.email, 10, address);
      const delay = await delayOf(await login(person, `${newAddress()}, ${address}`));
      expect(delay).toBeGreaterThan(0);
      expect(delay).toBeLessThanOrEqual(60);
    });

    it('likewise for an unknown address', async () => {
      const person = newPerson();
      const address = newAddress();
      await failLogins(person.email, 10, address);
      expect(await delayOf(await login(person, address))).toBeGreaterThan(0);
    });

    it('for a delay that doubles up to a quarter of an hour; a correct password ends it', async () => {
      const person = await registered(service);
      const address = newAddress();
      await failLogins(person.email, 10, address);
      for (const seconds of [60, 120, 240, 480, 900, 900]) {
        const delay = await delayOf(await login({ ...person, password: wrong }, address));
        expect(delay).toBeLessThanOrEqual(seconds);
        expect(delay).toBeGreaterThan(seconds / 2);
        await letPass(seconds);
        await failLogins(person.email, 1, address);
      }
      await letPass(900);
      await tokensOf(await login(person, address));
      await failLogins(person.email, 9, address);
      await tokensOf(await login(person, address));
    });

    it('applies to the guessing network; the owner may log in from others, known or new', async () => {
      const person = await registered(service);
      const [home, stranger] = [newAddress(), newAddress()];
      await tokensOf(await login(person, home));
      await failLogins(person.email, 10, stranger);
      expect(await delayOf(await login(person, stranger))).toBeGreaterThan(0);
      expect((await login(person, home)).status).toBe(200);
      expect((await login(person, newAddress())).status).toBe(200);
    });

    it('after a hundred failures of one account from many networks; the owner may log in from known ones', async () => {
      const person = await registered(service);
      const home = newAddress();
      await tokensOf(await login(person, home));
      await failLoginsFromEach(Array.from({ length: 100 }, newAddress), () => person.email);
      expect(await delayOf(await login(person, newAddress()))).toBeGreaterThan(0);
      expect((await login(person, home)).status).toBe(200);
    });

    it('after a hundred failures from one network; accounts known there may still log in', async () => {
      const [known, registeredThere, stranger] = [await registered(service), newPerson(), await registered(service)];
      const office = newAddress();
      await tokensOf(await login(known, office));
      expect((await post(service, 'register', registeredThere, office)).status).toBe(201);
      await failLoginsFromEach(Array<string>(100).fill(office), () => newPerson().email);
      await delayOf(await login(stranger, office));
      await tokensOf(await login(known, office));
      await tokensOf(await login(registeredThere, office));
      await tokensOf(await login(stranger, newAddress()));
    });

    it('for concurrent guesses: exactly ten are checked', async () => {
      const person = await registered(service);
      const address = newAddress();
      const guesses = Array.from({ length: 40 }, (_, n) =>
        post(n % 2 === 0 ? service : otherReplica, 'login', { email: person.email, password: wrong }, address),
      );
      const statuses = (await Promise.all(guesses)).map(({ status }) => status);
      expect(statuses.filter((status) => status === 401)).toHaveLength(10);
      expect(statuses.filter((status) => status === 429)).toHaveLength(30);
      await delayOf(await login(person, address));
    });

    it('counts the addresses of one household as one', async () => {
      const person = await registered(service);
      const addresses = Array.from({ length: 30 }, (_, n) => `2001:db8:1:2::${(n + 1).toString(16)}`);
      const statuses: number[] = [];
      for (const from of addresses)
        statuses.push((await post(service, 'login', { email: person.email, password: wrong }, from)).status);
      expect(statuses).toEqual([...Array<number>(10).fill(401), ...Array<number>(20).fill(429)]);
      await delayOf(await login(person, '2001:0DB8:0001:0002:ffff::1'));
      await tokensOf(await login(person, '2001:db8:1:3::1'));
    });

    it('and the failures are logged with pseudonyms', async () => {
      const person = await registered(service);
      const address = newAddress();
      const before = (await otherReplica.logLines()).length;
      for (let time = 0; time < 10; time += 1) await login({ ...person, password: wrong }, address);
      await login(person, address);
      const events = async () =>
        (await otherReplica.logLines()).slice(before).filter(({ securityEvent }) => securityEvent !== undefined);
      await eventually(async () => (await events()).length === 11);
      const [failed, ...others] = await events();
      const names = {
        account: expect.stringMatching(/^[0-9a-f]{32}$/),
        network: expect.stringMatching(/^[0-9a-f]{32}$/),
        knownNetwork: false,
      };
      expect(failed).toMatchObject({ securityEvent: 'login_failed', level: 'warn', delaySeconds: 0, ...names });
      const { account, network } = failed ?? {};
      for (const event of others) expect(event).toMatchObject({ account, network });
      expect(others.at(-2)).toMatchObject({ securityEvent: 'login_failed', delaySeconds: 60 });
      expect(others.at(-1)).toMatchObject({ securityEvent: 'login_locked' });
      const metrics = await (await fetch(`${otherReplica.managementUrl}/metrics`)).text();
      expect(metrics).toMatch(/security_events_total\{event="login_locked"\} [1-9]/);
    });
  });

  describe('503', () => {
    it('when more log in at once than can be served soon, while other routes answer', async () => {
      const person = await registered(service);
      const { refreshToken } = await loggedIn(service, person);
      const { email, password } = person;
      const answers = await whileCrowded(
        () => post(service, 'login', { email, password }),
        async () => void (await tokensOf(await post(service, 'refresh', { refreshToken }))),
      );
      const refused = answers.filter(({ status }) => status === 503);
      expect(answers.filter(({ status }) => status === 200).length).toBe(answers.length - refused.length);
      expect(refused[0]?.headers.get('retry-after')).toBe('5');
    });

    it('for too many concurrent registrations, which do not delay a login', async () => {
      const person = await registered(service);
      const answers = await whileCrowded(
        () => post(service, 'register', newPerson()),
        async () => void (await loggedIn(service, person)),
      );
      expect(answers.filter(({ status }) => status !== 201 && status !== 503)).toEqual([]);
    });
  });

  it('makes no hash for callers that left while they waited', async () => {
    const waiters = Array.from({ length: 60 }, newPerson);
    // Frozen, it finds all of them in one moment when it goes on: their requests, and that they have left.
    process.kill(service.pid, 'SIGSTOP');
    await Promise.all(
      waiters.map(async (person) => {
        const body = JSON.stringify(person);
        const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
        socket.end(
          `POST /api/auth/register HTTP/1.1\r\nHost: auth\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
        );
        await once(socket, 'finish');
        socket.on('error', () => undefined).resume();
      }),
    ).finally(() => process.kill(service.pid, 'SIGCONT'));
    // Behind them, in the same queue.
    await registered(service);
    const emails = waiters.map(({ email }) => email);
    const [row] = await postgres.query<{ count: string }>(
      'auth',
      'SELECT count(*) FROM accounts WHERE email = ANY($1)',
      [emails],
    );
    expect(Number(row?.count)).toBeLessThan(30);
  });
});

describe('GET /.well-known/jwks.json', () => {
  it('200 with the public key only, cacheable for five minutes', async () => {
    const answer = await fetch(`${service.url}/.well-known/jwks.json`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=300');
    const { keys } = (await answer.json()) as JSONWebKeySet;
    expect(keys.map((key) => Object.keys(key).sort())).toEqual([['alg', 'crv', 'kid', 'kty', 'use', 'x']]);
  });
});

describe('the log', () => {
  it('contains no password, address, name or token of these tests', () => expectNoSecretsIn(service));
});
