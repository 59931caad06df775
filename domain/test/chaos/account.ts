import { randomUUID } from 'node:crypto';
import type { AccountView, Tokens } from '@fairway/contracts';

// Well within the lifetime of an access token, five minutes.
const renewAfterMs = 120_000;

/**
 * The account that places orders. Its login is renewed before the token expires, so that a long run does not look like
 * a fault.
 */
export class Account {
  readonly userId: string;
  readonly #gatewayUrl: string;
  readonly #credentials: { email: string; password: string };
  #token = '';
  #renewAtMs = 0;

  private constructor(gatewayUrl: string, userId: string, credentials: { email: string; password: string }) {
    this.#gatewayUrl = gatewayUrl;
    this.userId = userId;
    this.#credentials = credentials;
  }

  static async open(gatewayUrl: string): Promise<Account> {
    const credentials = { email: `${randomUUID()}@example.com`, password: 'correct horse battery' };
    const { id } = await post<AccountView>(`${gatewayUrl}/api/auth/register`, { ...credentials, name: 'Ada' });
    return new Account(gatewayUrl, id, credentials);
  }

  /** @throws while no login is possible */
  async token(): Promise<string> {
    if (performance.now() >= this.#renewAtMs) {
      const { accessToken } = await post<Tokens>(`${this.#gatewayUrl}/api/auth/login`, this.#credentials);
      this.#token = accessToken;
      this.#renewAtMs = performance.now() + renewAfterMs;
    }
    return this.#token;
  }
}

async function post<Body>(url: string, body: unknown): Promise<Body> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(url, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  });
  if (!answer.ok) throw new Error(`POST ${url} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Body;
}
