import { CONFIG } from '@fairway/service-kit';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { propagation, type Context } from '@opentelemetry/api';
import { Pool } from 'undici';
import type { Config } from '../config.js';
import { WebhookSigner } from './webhook-signature.js';

/** At 80 ms an answer, as over the internet, 64 at a time make the 800 a second that the platform is built for. */
export const connectionsMax = 64;
const timeoutMs = 5_000;

export type Answer =
  | { readonly outcome: 'accepted' }
  /** `refused` is a no to this webhook (4xx); `unavailable` says that the partner takes none for now. */
  | { readonly outcome: 'refused' | 'unavailable' | 'timeout' | 'unreachable'; readonly error: string };

// The 4xx that are about the partner and not about the webhook: Request Timeout, Too Early, Too Many Requests.
const unavailableStatuses = new Set([408, 425, 429]);

/** The partner's webhook endpoint. */
@Injectable()
export class PartnerClient implements OnApplicationShutdown {
  readonly #pool: Pool;
  readonly #path: string;
  readonly #signer: WebhookSigner;

  constructor(@Inject(CONFIG) config: Config) {
    const url = new URL(config.PARTNER_WEBHOOK_URL);
    // undici follows no redirects, as it should be: a signed body goes nowhere but to the configured address.
    this.#pool = new Pool(url.origin, { connections: connectionsMax, connect: { timeout: timeoutMs } });
    this.#path = url.pathname + url.search;
    this.#signer = new WebhookSigner(config.PARTNER_WEBHOOK_SECRET.reveal());
  }

  /** Sends one webhook; does not throw. Any status of 2xx accepts it. */
  async post(id: string, body: string, trace: Context): Promise<Answer> {
    const headers = this.#signer.headers(id, Math.floor(Date.now() / 1000), body);
    headers['content-type'] = 'application/json';
    headers['user-agent'] = 'fairway-webhooks';
    propagation.inject(trace, headers);
    try {
      const signal = AbortSignal.timeout(timeoutMs);
      const response = await this.#pool.request({ method: 'POST', path: this.#path, headers, body, signal });
      // The status is all that counts, but an unread body would hold its connection.
      response.body.dump().catch(() => undefined);
      const { statusCode } = response;
      if (statusCode >= 200 && statusCode < 300) return { outcome: 'accepted' };
      const refused = statusCode >= 400 && statusCode < 500 && !unavailableStatuses.has(statusCode);
      return { outcome: refused ? 'refused' : 'unavailable', error: `status ${statusCode}` };
    } catch (error) {
      return failureOf(error);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#pool.destroy();
  }
}

function failureOf(error: unknown): Answer {
  const { name, code } = error as { name?: string; code?: unknown };
  if (name === 'TimeoutError') return { outcome: 'timeout', error: `no answer within ${timeoutMs} ms` };
  return { outcome: 'unreachable', error: typeof code === 'string' ? code : (name ?? 'unknown error') };
}
