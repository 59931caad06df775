import { generateKeyPairSync, randomUUID } from 'node:crypto';
import type { Tokens } from '@fairway/contracts';
import { eventually, type TestService } from '@fairway/testkit';
import { expect } from 'vitest';

export const issuer = 'https://auth.test';
export const audience = 'fairway';

export function newSigningKey(): { privatePem: string; publicPem: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

/** Settings of auth-service. By default Kafka is away: only who looks at events needs it. */
export function authEnvironment(databaseUrl: string, brokers = '127.0.0.1:9'): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    KAFKA_BROKERS: brokers,
    TOKEN_ISSUER: issuer,
    TOKEN_AUDIENCE: audience,
    TOKEN_SIGNING_KEY: newSigningKey().privatePem,
    // Everything that it could say, so that the search for secrets sees it.
    LOG_LEVEL: 'trace',
  };
}

/** A new person, so that no test's failures count in another. What must stay out of logs says "canary". */
export function newPerson(): { email: string; password: string; name: string } {
  const id = randomUUID();
  return { email: `canary-${id}@example.com`, password: `canary password ${randomUUID()}`, name: `Canary ${id}` };
}

let callers = 0;

/** A client address that no test has used before. */
export function newAddress(): string {
  callers += 1;
  return `10.0.${callers >> 8}.${callers & 255}`;
}

const seenRefreshTokens = new Set<string>();

export async function post(service: TestService, path: string, body: unknown, from = newAddress()): Promise<Response> {
  return fetch(`${service.url}/api/auth/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': from },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** A request of a person who is signed in. */
export async function send(
  service: TestService,
  [method, path]: readonly [method: 'GET' | 'POST' | 'DELETE', path: string],
  { accessToken, body, from = newAddress() }: { accessToken: string; body?: unknown; from?: string },
): Promise<Response> {
  return fetch(`${service.url}/api/${path}`, {
    method,
    headers: {
      authorization: `Bearer ${accessToken}`,
      'x-forwarded-for': from,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

export async function tokensOf(answer: Response): Promise<Tokens> {
  expect(answer.status).toBe(200);
  const tokens = (await answer.json()) as Tokens;
  seenRefreshTokens.add(tokens.refreshToken);
  return tokens;
}

export async function codeOf(answer: Response): Promise<unknown> {
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  return ((await answer.json()) as { code: string }).code;
}

export async function registered(service: TestService): Promise<ReturnType<typeof newPerson> & { id: string }> {
  const person = newPerson();
  const answer = await post(service, 'register', person);
  expect(answer.status).toBe(201);
  return { ...person, id: ((await answer.json()) as { id: string }).id };
}

export async function loggedIn(
  service: TestService,
  { email, password }: { email: string; password: string },
): Promise<Tokens> {
  return tokensOf(await post(service, 'login', { email, password }));
}

/** Looks through all that the service has logged; the refresh tokens have no pattern, so each is looked for. */
export async function expectNoSecretsIn(service: TestService): Promise<void> {
  await fetch(`${service.url}/api/auth/sessions`);
  const log = await eventually(async () => {
    const text = await service.log();
    return text.includes('"route":"/api/auth/') && text;
  });
  expect(log).not.toMatch(/canary/i);
  // The beginning of every JWT, and of every PEM block.
  expect(log).not.toMatch(/eyJ|-----BEGIN/);
  expect([...seenRefreshTokens].filter((token) => log.includes(token))).toEqual([]);
}
