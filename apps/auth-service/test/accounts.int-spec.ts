import { randomUUID } from 'node:crypto';
import type { AccountView } from '@fairway/contracts';
import { headerOf } from '@fairway/messaging';
import { eventually, Testbed, type TestKafka, type TestPostgres, type TestService } from '@fairway/testkit';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authEnvironment, codeOf, expectNoSecretsIn, loggedIn, post, newPerson } from './auth-fixture.js';

const admin = { email: 'canary-admin@example.com', password: 'canary upon brass kettles' };

let testbed: Testbed;
let postgres: TestPostgres;
let kafka: TestKafka;
let service: TestService;
let otherReplica: TestService;

beforeAll(async () => {
  testbed = await Testbed.open();
  [postgres, kafka] = await Promise.all([testbed.postgres(), testbed.kafka()]);
  await kafka.createTopics(['users', 'users.dlq']);
  const environment = {
    ...authEnvironment(await postgres.createDatabase('auth'), kafka.bootstrapServer),
    ADMIN_EMAIL: admin.email,
    ADMIN_PASSWORD: admin.password,
  };
  // Both at once: they migrate the same database and open the same account.
  [service, otherReplica] = await Promise.all([
    testbed.service('auth-service', environment),
    testbed.service('auth-service', environment),
  ]);
});

afterAll(() => testbed.close());

interface AccountRow {
  readonly id: string;
  readonly roles: readonly string[];
  readonly password_hash: string;
}
const accountsWith = (email: string) =>
  postgres.query<AccountRow>('auth', 'SELECT * FROM accounts WHERE email = $1', [email]);

/** The events about an address, after reading the topic up to an account that was registered later. */
async function eventsAbout(
  email: string,
): Promise<{ key: string | undefined; type: string | undefined; data: unknown }[]> {
  const records = await kafka.follow('users');
  const last = newPerson();
  await post(service, 'register', last);
  const withData = () =>
    records.map((record) => ({ record, data: JSON.parse(record.value?.toString() ?? '') as { email: string } }));
  await eventually(() => withData().some(({ data }) => data.email === last.email));
  return withData()
    .filter(({ data }) => data.email === email)
    .map(({ record, data }) => ({ key: record.key?.toString(), type: headerOf(record, 'ce_type')?.toString(), data }));
}

describe('POST /api/auth/register', () => {
  describe('201', () => {
    it('returns the account, and never the password or its hash', async () => {
      const { email, password, name } = newPerson();
      const answer = await post(service, 'register', { email: ` ${email.toUpperCase()} `, password, name });
      expect(answer.status).toBe(201);
      const account = (await answer.json()) as AccountView;
      expect(account).toEqual({ id: account.id, email, name, createdAt: account.createdAt });
      expect(account.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
      const [row] = await accountsWith(email);
      expect(row).toMatchObject({ id: account.id, roles: ['user'] });
      expect(row?.password_hash).toMatch(/^\$argon2id\$v=19\$m=47104,t=1,p=1\$/);
    });

    it('publishes user.registered once, keyed by the account', async () => {
      const person = newPerson();
      const { id, createdAt } = (await (await post(service, 'register', person)).json()) as AccountView;
      const data = { userId: id, email: person.email, name: person.name, registeredAt: createdAt };
      expect(await eventsAbout(person.email)).toEqual([{ key: id, type: 'user.registered', data }]);
    });
  });

  describe('400', () => {
    it.each([
      ['a password of 11 characters', { password: 'elevenchars' }, '/password'],
      ['a password of 129 characters', { password: 'x'.repeat(129) }, '/password'],
      ['an address that is none', { email: 'canary' }, '/email'],
      ['an address with the Kelvin sign', { email: '\u212aanary@example.com' }, '/email'],
      ['a domain with the Kelvin sign', { email: 'canary@\u212aexample.com' }, '/email'],
      ['a label of 64 characters', { email: `canary@${'a'.repeat(64)}.com` }, '/email'],
      ['a label that ends in a hyphen', { email: 'canary@example-.com' }, '/email'],
      ['a local part of 65 characters', { email: `${'a'.repeat(65)}@example.com` }, '/email'],
      ['an empty name', { name: ' ' }, '/name'],
      ['a name with a control character', { name: 'a\u0000b' }, '/name'],
      ['a name with half a character', { name: 'A\ud800' }, '/name'],
      ['a name that shows as another one', { name: 'canary \u202ecod.exe' }, '/name'],
      ['a name that cannot be seen', { name: '\u200b\u2800' }, '/name'],
      ['a password with half a character', { password: 'correct horse \ud800 bat' }, '/password'],
      ['a password of 11 characters in its one form', { password: 'e\u0301'.repeat(11) }, '/password'],
      ['a role that registration does not offer', { roles: ['admin'] }, ''],
    ])('for %s, with its pointer', async (_, wrong, pointer) => {
      const answer = await post(service, 'register', { ...newPerson(), ...wrong });
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ code: 'validation_failed', errors: [{ pointer }] });
    });

    it.each([
      ['a common one', () => ({ password: 'P@ssw0rd1234' })],
      ['a sequence', () => ({ password: 'qwertyuiopas' })],
      ['a repetition', () => ({ password: ' '.repeat(12) })],
      ['the product’s name', () => ({ password: 'fairwayfairway' })],
      ['the account’s own address', (email: string) => ({ password: email.toUpperCase() })],
      ['the account’s own name', () => ({ name: 'Augusta Lovelace', password: 'lovelace-1815' })],
    ])('for a password that is easy to guess: %s', async (_, weak) => {
      const person = newPerson();
      const answer = await post(service, 'register', { ...person, ...weak(person.email) });
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ code: 'password_weak', errors: [{ pointer: '/password' }] });
      expect(await accountsWith(person.email)).toEqual([]);
    });

    it('for a body that is not JSON', async () => {
      const answer = await post(service, 'register', '{"password": "canary');
      expect(answer.status).toBe(400);
      expect(await codeOf(answer)).toBe('malformed_body');
    });
  });

  describe('409', () => {
    it('for an address that has an account, in any spelling, and leaves that account unchanged', async () => {
      const person = newPerson();
      await post(service, 'register', person);
      const answer = await post(service, 'register', { ...newPerson(), email: person.email.toUpperCase() });
      expect(answer.status).toBe(409);
      expect(await codeOf(answer)).toBe('email_taken');
      await loggedIn(service, person);
    });

    it('for all but one of several concurrent registrations of an address, which create one account and one event', async () => {
      const { email } = newPerson();
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, index) =>
          post(index % 2 === 0 ? service : otherReplica, 'register', { ...newPerson(), email }),
        ),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(7).fill(409)]);
      expect(await accountsWith(email)).toHaveLength(1);
      expect(await eventsAbout(email)).toHaveLength(1);
    });
  });

  it('503 when the event cannot be stored; then there is no account either, and the next attempt creates one', async () => {
    const person = newPerson();
    await postgres.query('auth', 'ALTER TABLE outbox RENAME TO outbox_away');
    const answer = await post(service, 'register', person);
    await postgres.query('auth', 'ALTER TABLE outbox_away RENAME TO outbox');
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(await codeOf(answer)).toBe('service_unavailable');
    expect(await accountsWith(person.email)).toEqual([]);
    expect((await post(service, 'register', person)).status).toBe(201);
  });
});

describe('the administrator', () => {
  it('gets one account with its event from replicas that start together', async () => {
    expect(await accountsWith(admin.email)).toMatchObject([{ roles: ['user', 'admin'] }]);
    expect(await eventsAbout(admin.email)).toHaveLength(1);
    const { accessToken } = await loggedIn(otherReplica, admin);
    expect(decodeJwt(accessToken)['roles']).toEqual(['user', 'admin']);
  });

  it('keeps the account and its password when the service restarts', async () => {
    const [before] = await accountsWith(admin.email);
    await otherReplica.stop();
    await otherReplica.restart();
    expect(await accountsWith(admin.email)).toEqual([before]);
  });
});

describe('GET', () => {
  it('404 for an unknown path', async () => {
    const answer = await fetch(`${service.url}/api/auth/${randomUUID()}`);
    expect(answer.status).toBe(404);
    expect(await codeOf(answer)).toBe('route_not_found');
  });
});

describe('the log', () => {
  it('contains no password, address, name or token of these tests', () => expectNoSecretsIn(service));
});
