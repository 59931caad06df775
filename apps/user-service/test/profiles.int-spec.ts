import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { type EventData, type ProfileView, userRegistered } from '@fairway/contracts';
import { headerOf } from '@fairway/messaging';
import {
  eventRecord,
  eventually,
  Testbed,
  type TestKafka,
  type TestPostgres,
  type TestService,
  TokenIssuer,
} from '@fairway/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

type Registration = EventData<typeof userRegistered>;

let testbed: Testbed;
let postgres: TestPostgres;
let kafka: TestKafka;
let issuer: TokenIssuer;
let service: TestService;
const tokens: string[] = [];

beforeAll(async () => {
  testbed = await Testbed.open();
  [postgres, kafka, issuer] = await Promise.all([testbed.postgres(), testbed.kafka(), TokenIssuer.start()]);
  await kafka.createTopics(['users', 'users.dlq']);
  service = await testbed.service('user-service', {
    ...issuer.environment,
    DATABASE_URL: await postgres.createDatabase('users'),
    KAFKA_BROKERS: kafka.bootstrapServer,
    // The most detailed level, so that the search for personal data sees everything.
    LOG_LEVEL: 'trace',
  });
});

afterAll(async () => {
  await testbed.close();
  await issuer.stop();
});

/** Values that must not appear in logs contain "canary". */
function newPerson(userId: string = randomUUID()): Registration {
  const name = `Canary ${randomUUID()}`;
  return { userId, email: `canary-${userId}@example.com`, name, registeredAt: '2026-01-02T03:04:05.678Z' };
}

async function myProfile(userId: string): Promise<Response> {
  const token = await issuer.tokenFor(userId);
  tokens.push(token);
  return fetch(`${service.url}/api/users/me`, { headers: { authorization: `Bearer ${token}` } });
}

/** Waits until the event is handled. */
async function handled(eventId: string): Promise<void> {
  await eventually(async () => {
    const rows = await postgres.query('users', 'SELECT 1 FROM inbox WHERE event_id = $1', [eventId]);
    return rows.length === 1;
  });
}

const codeOf = async (answer: Response) => ((await answer.json()) as { code: string }).code;

describe('GET /api/users/me', () => {
  describe('200', () => {
    it('with the profile that follows a registration', async () => {
      const { userId, ...rest } = newPerson();
      await kafka.produce([eventRecord(userRegistered, { userId, ...rest })]);
      const answer = await eventually(async () => {
        const current = await myProfile(userId);
        return current.ok ? current : undefined;
      });
      expect(await answer.json()).toEqual({ id: userId, ...rest });
    });

    it('with the account’s own profile only, also when many registrations come together', async () => {
      const people = Array.from({ length: 50 }, () => newPerson());
      await kafka.produce(people.map((person) => eventRecord(userRegistered, person)));
      await eventually(async () =>
        (await Promise.all(people.map(({ userId }) => myProfile(userId)))).every(({ ok }) => ok),
      );
      const answers = await Promise.all(people.map(({ userId }) => myProfile(userId)));
      const profiles = await Promise.all(answers.map(async (answer) => (await answer.json()) as ProfileView));
      expect(profiles.map(({ id, email, name }) => ({ id, email, name }))).toEqual(
        people.map(({ userId, email, name }) => ({ id: userId, email, name })),
      );
    });

    it('and the same profile after an event comes again', async () => {
      const person = newPerson();
      const [eventId, laterEventId] = [randomUUID(), randomUUID()];
      await kafka.produce([eventRecord(userRegistered, person, eventId)]);
      await handled(eventId);
      // The same event, and the same fact under another id.
      await kafka.produce([
        eventRecord(userRegistered, { ...person, name: 'Canary again' }, eventId),
        eventRecord(userRegistered, { ...person, name: 'Canary anew' }, laterEventId),
      ]);
      await handled(laterEventId);
      expect(await (await myProfile(person.userId)).json()).toMatchObject({ name: person.name });
      expect(await postgres.query('users', 'SELECT id FROM profiles WHERE id = $1', [person.userId])).toHaveLength(1);
    });
  });

  describe('401', () => {
    it('without a token', async () => {
      const answer = await fetch(`${service.url}/api/users/me`);
      expect(answer.status).toBe(401);
      expect(await codeOf(answer)).toBe('token_missing');
    });

    it('with a token signed by another key', async () => {
      const stranger = await TokenIssuer.start();
      const authorization = `Bearer ${await stranger.tokenFor(randomUUID())}`;
      await stranger.stop();
      const answer = await fetch(`${service.url}/api/users/me`, { headers: { authorization } });
      expect(answer.status).toBe(401);
      expect(await codeOf(answer)).toBe('token_invalid');
    });
  });

  it('404 for an account whose event has not come yet', async () => {
    const answer = await myProfile(randomUUID());
    expect(answer.status).toBe(404);
    expect(await codeOf(answer)).toBe('profile_not_found');
  });
});

describe('an unreadable record', () => {
  it('goes to users.dlq, and later records are handled', async () => {
    const letters = await kafka.follow('users.dlq');
    const person = newPerson();
    const [poisonId, eventId] = [randomUUID(), randomUUID()];
    const poison = {
      ...eventRecord(userRegistered, person, poisonId),
      value: Buffer.from('{"email":"canary-poison@example.com"}'),
    };
    await kafka.produce([poison, eventRecord(userRegistered, person, eventId)]);
    await handled(eventId);
    const letter = await eventually(() => letters.find((record) => headerOf(record, 'ce_id')?.toString() === poisonId));
    expect(letter.value?.toString()).toBe(poison.value.toString());
  });
});

describe('the log', () => {
  it('contains no address, name or token of these tests', async () => {
    const log = await service.log();
    expect(log).toContain('"route":"/api/users/me"');
    expect(log).not.toMatch(/canary/i);
    expect(tokens.filter((token) => log.includes(token))).toEqual([]);
  });
});

describe('without settings', () => {
  it('lists all missing settings and exits with 78', async () => {
    const main = fileURLToPath(new URL('../dist/src/main.js', import.meta.url));
    const { exitCode, output } = await new Promise<{ exitCode: unknown; output: string }>((resolve) => {
      execFile(process.execPath, [main], { env: {} }, (error, stdout, stderr) =>
        resolve({ exitCode: error?.code ?? 0, output: stdout + stderr }),
      );
    });
    expect(exitCode).toBe(78);
    const missing = [...output.matchAll(/^ {2}([A-Z_]+) is missing$/gm)].map(([, name]) => name);
    expect(missing.join(' ')).toBe(
      'PORT MANAGEMENT_PORT DATABASE_URL KAFKA_BROKERS AUTH_JWKS_URL TOKEN_ISSUER TOKEN_AUDIENCE',
    );
  });
});
