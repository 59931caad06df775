import { Testbed, type TestPostgres, type TestService } from '@fairway/testkit';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authEnvironment, expectNoSecretsIn, loggedIn, post, send, tokensOf } from './auth-fixture.js';

const email = 'canary-root@example.com';
const [first, second, third, own] = ['larch', 'plover', 'gimlet', 'teapot'].map(
  (word) => `canary of the ${word} keeper`,
) as [string, string, string, string];

let testbed: Testbed;
let postgres: TestPostgres;
let environment: Record<string, string>;

beforeAll(async () => {
  testbed = await Testbed.open();
  postgres = await testbed.postgres();
  environment = authEnvironment(await postgres.createDatabase('auth'));
});

afterAll(() => testbed.close());

const started = (password: string): Promise<TestService> =>
  testbed.service('auth-service', { ...environment, ADMIN_EMAIL: email, ADMIN_PASSWORD: password });
const loginStatus = async (service: TestService, password: string) =>
  (await post(service, 'login', { email, password })).status;
const warnings = async (service: TestService) =>
  (await service.logLines())
    .filter(({ level }) => level === 'warn')
    .map((line) => line['securityEvent'] ?? line['msg']);

// The tests continue each other: the life of one account.
describe('a changed ADMIN_PASSWORD', () => {
  let service: TestService;

  it('takes effect at the next start, once for replicas that start together, and ends the sessions', async () => {
    const before = await started(first);
    const tokens = await loggedIn(before, { email, password: first });
    await before.stop();
    // As the previous version left it, which did not record where a password came from.
    await postgres.query('auth', `UPDATE accounts SET configured_password_hashes = '{}'`);
    const replicas = await Promise.all([started(second), started(second)]);
    service = replicas[0];
    expect(await loginStatus(service, first)).toBe(401);
    await loggedIn(replicas[1], { email, password: second });
    expect((await post(service, 'refresh', { refreshToken: tokens.refreshToken })).status).toBe(401);
    expect((await warnings(service)).filter((one) => one === 'admin_password_replaced')).toHaveLength(1);
    await replicas[1].stop();
  });

  it('is not reverted by a replica that still has the old one', async () => {
    const old = await started(first);
    expect(await loginStatus(old, first)).toBe(401);
    await loggedIn(old, { email, password: second });
    expect((await warnings(old)).some((one) => String(one).startsWith('ADMIN_PASSWORD was replaced before'))).toBe(
      true,
    );
    await old.stop();
  });

  it('does not override a password that the administrator has set', async () => {
    const tokens = await loggedIn(service, { email, password: second });
    const body = { currentPassword: second, newPassword: own };
    expect((await send(service, ['POST', 'auth/password'], { ...tokens, body })).status).toBe(204);
    await service.stop();
    service = await started(second);
    await loggedIn(service, { email, password: own });
    await tokensOf(await post(service, 'refresh', { refreshToken: tokens.refreshToken }));
    await service.stop();
  });

  it('enables the account again', async () => {
    await postgres.query('auth', 'UPDATE accounts SET disabled_at = now()');
    service = await started(third);
    const { accessToken } = await loggedIn(service, { email, password: third });
    expect(decodeJwt(accessToken)['roles']).toEqual(['user', 'admin']);
  });

  it('is recorded for an account of the previous version, whose administrator can then change it', async () => {
    await postgres.query('auth', `UPDATE accounts SET configured_password_hashes = '{}'`);
    await service.stop();
    service = await started(third);
    const tokens = await loggedIn(service, { email, password: third });
    await send(service, ['POST', 'auth/password'], { ...tokens, body: { currentPassword: third, newPassword: own } });
    await service.stop();
    service = await started(third);
    expect((await post(service, 'login', { email, password: own })).status).toBe(200);
  });
});

describe('the log', () => {
  it('contains no password, address, name or token of these tests', async () =>
    expectNoSecretsIn(await started(third)));
});
