import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { claimPortBlock } from '@fairway/local-servers';
import { Testbed, type TestPostgres, type TestService } from '@fairway/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findInstance } from '../src/instance/instance.js';
import { portsAt } from '../src/instance/port-plan.js';
import type { Ports } from '../src/instance/ports.js';
import { adminEmail as email, ensureSecrets, replaceAdminPassword } from '../src/instance/secrets.js';
import { identityOf, writeState } from '../src/instance/state.js';
import { root, runFairway } from './run-fairway.js';

const words = 'larch plover gimlet';

let testbed: Testbed;
let postgres: TestPostgres;
let service: TestService;
let adminPassword = `${words} teapot`;

beforeAll(async () => {
  testbed = await Testbed.open();
  postgres = await testbed.postgres();
  service = await testbed.service('auth-service', {
    DATABASE_URL: await postgres.createDatabase('auth'),
    // Not running: only publishing events needs it.
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
  runFairway(['admin', ...args, '--url', service.url], {
    FAIRWAY_ADMIN_EMAIL: email,
    FAIRWAY_ADMIN_PASSWORD: adminPassword,
  });

async function dataOf<Data>(...args: string[]): Promise<Data> {
  const { stdout, stderr } = await admin(...args, '--json');
  const { data } = JSON.parse(stdout) as { data?: Data };
  if (data === undefined) throw new Error(stdout + stderr);
  return data;
}

async function post(path: string, body: object): Promise<Response> {
  return fetch(`${service.url}/api/auth/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function registered(): Promise<{ id: string; email: string; password: string }> {
  const person = { email: `${randomUUID()}@example.com`, password: `${words} ${randomUUID()}` };
  return { ...person, id: ((await (await post('register', { ...person, name: 'Ada' })).json()) as { id: string }).id };
}

interface Shown {
  readonly account: { readonly id: string; readonly disabledAt: string | null };
  readonly sessions: readonly unknown[];
}

it('finds an account by address or id, ends its sessions, disables it and enables it', async () => {
  const { id, ...credentials } = await registered();
  await post('login', credentials);
  expect(await dataOf<Shown>('show', credentials.email)).toMatchObject({
    account: { id, disabledAt: null },
    sessions: [{ current: false }],
  });
  const shown = await admin('show', id);
  expect(shown.stdout).toContain(`● ${credentials.email}  Ada`);
  expect(shown.stdout).toContain(`platform  ${service.url}`);
  expect(shown.stdout).toContain(
    `next: ./fairway admin end-sessions ${id} --url ${service.url} · ./fairway admin disable ${id} --url ${service.url}\n`,
  );

  expect((await admin('end-sessions', credentials.email)).stdout).toContain('ended 1 session;');
  expect((await dataOf<Shown>('show', id)).sessions).toEqual([]);
  expect((await admin('end-sessions', id)).stdout).toContain('no sessions to end');
  expect((await admin('disable', id)).stdout).toContain(`next: ./fairway admin enable ${id} --url ${service.url}`);
  expect((await admin('show', id)).stdout).toContain(`next: ./fairway admin enable ${id} --url ${service.url}\n`);
  expect((await post('login', credentials)).status).toBe(403);
  expect((await admin('enable', id)).stdout).toContain('can log in again');
  expect((await post('login', credentials)).status).toBe(200);
});

it('a command leaves no session of its own behind', async () => {
  expect((await dataOf<Shown>('show', email)).sessions).toHaveLength(1);
  expect((await admin('show', email)).stdout).not.toContain('admin disable');
});

it("changes the administrator's password, and the old one stops working", async () => {
  const { newPassword } = await dataOf<{ newPassword: string }>('password');
  expect(await admin('show', email)).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('FAIRWAY_ADMIN_PASSWORD'),
  });
  adminPassword = newPassword;
  expect((await admin('show', email)).exitCode).toBe(0);
});

it('explains requests that cannot be fulfilled: unknown account, own account, missing credentials', async () => {
  expect(await admin('show', randomUUID())).toMatchObject({
    exitCode: 4,
    stderr: expect.stringContaining('There is no account'),
  });
  expect(await admin('disable', email)).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('another ADMIN_EMAIL'),
  });
  expect(await admin('show', 'ada')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('Use an e-mail address, or an id'),
  });
  expect(await admin('show', 'nobody@x.y')).toMatchObject({
    exitCode: 1,
    stderr: expect.stringMatching(/answered 400 \(validation_failed\)\.\n.*\/email: .*e-?mail/i),
  });
  const spelled = await runFairway(['admin', 'show', email], { FAIRWAY_URL: 'https://canary:canary@api.example.com' });
  expect(spelled).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('contains a user name or password') });
  expect(spelled.stderr).not.toContain('canary');
  const nameless = await runFairway(['admin', 'show', email, '--url', service.url], {});
  expect(nameless).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('read -rs FAIRWAY_ADMIN_PASSWORD') });
});

it('a user who is not an administrator is told to sign in as one', async () => {
  const person = await registered();
  const env = { FAIRWAY_ADMIN_EMAIL: person.email, FAIRWAY_ADMIN_PASSWORD: person.password };
  const { exitCode, stderr } = await runFairway(['admin', 'show', person.email, '--url', service.url], env);
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: expect.stringContaining('Sign in as an administrator') });
  expect(stderr).not.toContain('logs');
});

describe('on this machine', () => {
  const instance = findInstance(root, `test-${randomUUID().slice(0, 8)}`);
  const local = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
    runFairway(args, { FAIRWAY_INSTANCE: instance.name, ...env });
  const show = ['admin', 'show', email];
  let ports: Ports;

  /** Writes the state of a running instance; auth-service itself listens on the gateway's port. */
  function start(startedAt: string): void {
    const supervisor = identityOf(process.pid);
    if (supervisor === null) throw new Error('This process is not alive.');
    const services = { ...ports.services, 'api-gateway': Number(new URL(service.url).port) };
    writeState(instance, {
      schema: 1,
      instance: instance.name,
      phase: 'ready',
      supervisor,
      ports: { ...ports, services },
      startedAt,
      readyAt: startedAt,
      processes: [],
    });
  }

  async function wrongPasswords(): Promise<number> {
    const metrics = await (await fetch(`${service.managementUrl}/metrics`)).text();
    return Number(/security_events_total\{event="login_failed"\} (\d+)/.exec(metrics)?.[1] ?? 0);
  }

  beforeAll(async () => {
    // Nothing answers on the other ports, whatever else runs on this machine.
    ports = portsAt(await claimPortBlock());
    ensureSecrets(instance);
    start('2026-01-01T00:00:00.000Z');
  });
  afterAll(() => rmSync(instance.folder, { recursive: true, force: true }));

  it('sends an outdated kept password only once per run; the one from the environment replaces it', async () => {
    const before = await wrongPasswords();
    const wayBack = `./fairway --instance ${instance.name} admin password)`;
    for (let attempt = 0; attempt < 3; attempt += 1) {
      expect(await local(show)).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(wayBack) });
    }
    expect(await local(['smoke'])).toMatchObject({ exitCode: 1, stdout: expect.stringContaining(wayBack) });
    expect(await wrongPasswords()).toBe(before + 1);
    start('2026-01-01T01:00:00.000Z');
    await local(show);
    await local(show);
    expect(await wrongPasswords()).toBe(before + 2);
    replaceAdminPassword(instance, `${words} wrong`);
    await local(show);
    await local(show);
    expect(await wrongPasswords()).toBe(before + 3);

    expect((await local(show, { FAIRWAY_ADMIN_PASSWORD: adminPassword })).exitCode).toBe(0);
    expect(await local(['admin', 'password'], { FAIRWAY_ADMIN_PASSWORD: adminPassword })).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining(instance.secretsPath),
    });
    adminPassword = ensureSecrets(instance).ofServices.ADMIN_PASSWORD;
    const shown = await local(show);
    expect(shown.exitCode).toBe(0);
    expect(shown.stdout).not.toContain('platform ');
    expect(await wrongPasswords()).toBe(before + 3);
  });

  it('does not send the credentials for the platform that FAIRWAY_URL names to a local one', async () => {
    const smoke = await local(['smoke'], {
      FAIRWAY_URL: 'https://api.example.com',
      FAIRWAY_ADMIN_EMAIL: email,
      FAIRWAY_ADMIN_PASSWORD: `${words} elsewhere`,
    });
    expect(smoke.stderr).toContain('✓ login as admin');
  });

  it('does not keep the password of another administrator as that of the instance', async () => {
    const kept = ensureSecrets(instance).ofServices.ADMIN_PASSWORD;
    const other = await registered();
    await postgres.query('auth', `UPDATE accounts SET roles = '{user,admin}' WHERE id = $1`, [other.id]);
    const changed = await local(['admin', 'password'], {
      FAIRWAY_ADMIN_EMAIL: other.email,
      FAIRWAY_ADMIN_PASSWORD: other.password,
    });
    expect(changed).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('it is shown only once') });
    expect(ensureSecrets(instance).ofServices.ADMIN_PASSWORD).toBe(kept);
  });
});
