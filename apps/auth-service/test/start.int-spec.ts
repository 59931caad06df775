import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Tokens } from '@fairway/contracts';
import { Testbed, type TestService } from '@fairway/testkit';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authEnvironment, expectNoSecretsIn, loggedIn, newSigningKey, registered } from './auth-fixture.js';

describe('a start without settings', () => {
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
      'PORT MANAGEMENT_PORT DATABASE_URL KAFKA_BROKERS TOKEN_ISSUER TOKEN_AUDIENCE TOKEN_SIGNING_KEY',
    );
  });
});

describe('a start with other settings than the last', () => {
  let testbed: Testbed;
  let person: Awaited<ReturnType<typeof registered>>;
  let tokensBefore: Tokens;
  let service: TestService;

  beforeAll(async () => {
    testbed = await Testbed.open();
    const [previous, next] = [newSigningKey(), newSigningKey()];
    const postgres = await testbed.postgres();
    const environment = authEnvironment(await postgres.createDatabase('auth'));
    const before = await testbed.service('auth-service', { ...environment, TOKEN_SIGNING_KEY: previous.privatePem });
    person = await registered(before);
    tokensBefore = await loggedIn(before, person);
    await before.stop();
    service = await testbed.service('auth-service', {
      ...environment,
      TOKEN_SIGNING_KEY: next.privatePem,
      TOKEN_PREVIOUS_KEYS: previous.publicPem,
      ADMIN_EMAIL: person.email,
      ADMIN_PASSWORD: 'canary of the administrator',
    });
  });

  afterAll(() => testbed.close());

  it('publishes the new key and the previous one, so that tokens of both are valid', async () => {
    const keys = createRemoteJWKSet(new URL(`${service.url}/.well-known/jwks.json`));
    const { accessToken } = await loggedIn(service, person);
    for (const token of [tokensBefore.accessToken, accessToken]) {
      expect((await jwtVerify(token, keys)).payload.sub).toBe(person.id);
    }
  });

  it('does not promote a user who registered with the administrator’s address, and warns', async () => {
    const { accessToken } = await loggedIn(service, person);
    expect(decodeJwt(accessToken)['roles']).toEqual(['user']);
    const warnings = (await service.logLines()).filter(({ level, userId }) => level === 'warn' && userId === person.id);
    expect(warnings).toHaveLength(1);
  });

  it('logs no secret of these tests', () => expectNoSecretsIn(service));
});
