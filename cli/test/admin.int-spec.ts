import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { Testbed, type TestService } from '@fairway/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runFairway } from './run-fairway.js';

const email = 'keeper@example.com';
const words = 'larch plover gimlet';

let testbed: Testbed;
let service: TestService;
let adminPassword = `${words} teapot`;

beforeAll(async () => {
  testbed = await Testbed.open();
  const postgres = await testbed.postgres();
  service = await testbed.service('auth-service', {
    DATABASE_URL: await postgres.createDatabase('auth'),
    // Away: only who looks at events needs it.
    KAFKA_BROKERS: '127.0.0.1:9',
    TOKEN_ISSUER: 'https://auth.test',
    TOKEN_AUDIENCE: 'fairway',
    TOKEN_SIGNING_KEY: generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    ADMIN_EMAIL: email,
    ADMIN_PASSWORD: adminPassword,
  });
});

afterAll(() => testbed.close());

const admin = (...args: string[]) =>
  runFairway(['admin', ...args, '--url', service.url], { FAIRWAY_ADMIN_EMAIL: email, FAIRWAY_ADMIN_PASSWORD: adminPassword });

async function dataOf<Data>(...args: string[]): Promise<Data> {
  const { stdout, stderr } = await admin(...args, '--json');
  const { data } = JSON.parse(stdout) as { data?: Data };
  if (data === undefined) throw new Error(stdout + stderr);
  return data;
}

async function post(path: string, body: object): Promise<Response> {
  return fetch(`${service.url}/api/auth/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

async function registered(): Promise<{ id: string; email: string; password: string }> {
  const person = { email: `${randomUUID()}@example.com`, password: `${words} ${randomUUID()}` };
  return { ...person, id: ((await (await post('register', { ...person, name: 'Ada' })).json()) as { id: string }).id };
}

interface Shown {
  readonly account: { readonly id: string; readonly disabledAt: string | null };
  readonly sessions: readonly unknown[];
}

it('an account is found by address or id, its sessions are ended, it is disabled and enabled', async () => {
  const { id, ...credentials } = await registered();
  await post('login', credentials);
  expect(await dataOf<Shown>('show', credentials.email)).toMatchObject({ account: { id, disabledAt: null }, sessions: [{ current: false }] });
  const shown = await admin('show', id);
  expect(shown.stdout).toContain(`● ${credentials.email}  Ada`);
  expect(shown.stdout).toContain(`next: ./fairway admin end-sessions ${id}`);

  expect((await admin('end-sessions', credentials.email)).stdout).toContain('ended 1 session;');
  expect((await dataOf<Shown>('show', id)).sessions).toEqual([]);
  expect((await admin('disable', id)).exitCode).toBe(0);
  expect((await post('login', credentials)).status).toBe(403);
  expect((await admin('enable', id)).stdout).toContain('may log in again');
  expect((await post('login', credentials)).status).toBe(200);
});

it('it leaves no session of its own behind', async () => {
  expect((await dataOf<Shown>('show', email)).sessions).toHaveLength(1);
});

it('the administrator gets a new password, which is the only one from then on', async () => {
  const { newPassword } = await dataOf<{ newPassword: string }>('password');
  expect((await admin('show', email)).exitCode).toBe(1);
  adminPassword = newPassword;
  expect((await admin('show', email)).exitCode).toBe(0);
});

it('what cannot be done is said: no such account, the own account, no name to log in by', async () => {
  expect(await admin('show', randomUUID())).toMatchObject({ exitCode: 4, stderr: expect.stringContaining('There is no account') });
  expect(await admin('disable', email)).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('account_own') });
  const nameless = await runFairway(['admin', 'show', email, '--url', service.url], {});
  expect(nameless).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('read -rs FAIRWAY_ADMIN_PASSWORD') });
});
