import { domain } from '@fairway/domain';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Gateway } from './platform.js';

const { path, body, headers } = domain.load;
const json = { 'content-type': 'application/json' };

/** One write for nine reads. */
const share = { writes: 1, of: 10 };
const connections = 20;

export interface Tally {
  readonly sent: number;
  /** What went wrong, with its count. */
  readonly failures: Readonly<Record<string, number>>;
  /** The ids of what was created. */
  readonly created: readonly string[];
  /** Of the account that created it. */
  readonly authorization: { readonly authorization: string };
}

/** Registers an account. @returns the header that authorizes its requests */
export async function signUp({ url }: Gateway): Promise<{ authorization: string }> {
  const account = { email: `load-${randomUUID()}@fairway.example`, password: randomUUID() };
  const post = async (to: string, content: object) => {
    const answer = await fetch(`${url}${to}`, { method: 'POST', headers: json, body: JSON.stringify(content) });
    if (!answer.ok) throw new Error(`POST ${to} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as { accessToken: string };
  };
  await post('/api/auth/register', { ...account, name: 'Load' });
  const { accessToken } = await post('/api/auth/login', account);
  return { authorization: `Bearer ${accessToken}` };
}

/** Up to 200 requests a second: a slow machine sends fewer, because a connection waits for its answer. */
export class Load {
  readonly #gateway: Gateway;
  readonly #authorization: { authorization: string };
  readonly #failures = new Map<string, number>();
  readonly #created: string[] = [];
  readonly #senders: Promise<void>[];
  readonly #startedAtMs = performance.now();
  #sent = 0;
  #stopped = false;

  private constructor(gateway: Gateway, authorization: { authorization: string }, perSecond: number) {
    this.#gateway = gateway;
    this.#authorization = authorization;
    this.#senders = Array.from({ length: connections }, (_, index) => this.#send(index, perSecond));
  }

  static async start(gateway: Gateway, perSecond = 200): Promise<Load> {
    return new Load(gateway, await signUp(gateway), perSecond);
  }

  get sent(): number {
    return this.#sent;
  }

  /** @returns after so many more requests have been answered */
  async answered(more: number): Promise<void> {
    const until = this.#sent + more;
    while (this.#sent < until) await pause(50);
  }

  async stop(): Promise<Tally> {
    this.#stopped = true;
    await Promise.all(this.#senders);
    return {
      sent: this.#sent,
      failures: Object.fromEntries(this.#failures),
      created: this.#created,
      authorization: this.#authorization,
    };
  }

  async #send(index: number, perSecond: number): Promise<void> {
    const intervalMs = (1_000 * connections) / perSecond;
    let dueMs = this.#startedAtMs + (index * intervalMs) / connections;
    for (let count = 0; !this.#stopped; count += 1) {
      await pause(Math.max(0, dueMs - performance.now()));
      await (count % share.of < share.writes ? this.#write() : this.#request('GET'));
      this.#sent += 1;
      // What a slow answer delayed is not caught up: that would be a burst.
      dueMs = Math.max(dueMs + intervalMs, performance.now());
    }
  }

  async #write(): Promise<void> {
    const answer = await this.#request('POST', { headers: { ...json, ...headers() }, body });
    if (answer !== undefined) this.#created.push((answer as { id: string }).id);
  }

  async #request(method: string, init: { headers?: Record<string, string>; body?: string } = {}): Promise<unknown> {
    try {
      const answer = await fetch(`${this.#gateway.url}${path}`, {
        method,
        ...init,
        headers: { ...init.headers, ...this.#authorization },
      });
      const content = await answer.json();
      if (answer.ok) return content;
      this.#fail(`${method} ${answer.status} ${JSON.stringify(content).slice(0, 200)}`);
    } catch (error) {
      const { message, cause } = error as Error;
      this.#fail(`${method} ${message} ${cause instanceof Error ? cause.message : ''}`);
    }
    return undefined;
  }

  #fail(what: string): void {
    this.#failures.set(what, (this.#failures.get(what) ?? 0) + 1);
  }
}
