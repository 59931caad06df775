import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { propagation, type Context } from '@opentelemetry/api';
import { type Dispatcher, Pool } from 'undici';
import { Config } from '../config.js';
import { retryAfterMs } from './retry-after.js';
import { WebhookSigner } from '../webhook-signature.js';

/** At 80 ms an answer, as over the internet, 64 at a time make the 800 a second that the platform is built for. */
export const connectionsMax = 64;
const timeoutMs = 5_000;
// The status is all that counts. A small body is read, so that its connection serves again; any other costs the connection.
const bodyMaxBytes = 16 * 1024;
const bodyTimeoutMs = 250;

export type Answer =
  | { readonly outcome: 'accepted' }
  | {
      /**
       * `refused` is a no to this webhook (4xx), `gone` a no to all that come to this address (410); `unavailable` says
       * that the partner takes none for now.
       */
      readonly outcome: 'refused' | 'gone' | 'unavailable' | 'timeout' | 'unreachable';
      readonly error: string;
      /** The pause that the partner asks for before any other webhook; 0 for none. */
      readonly pauseMs: number;
    };

// The 4xx that are about the partner and not about the webhook: Request Timeout, Too Early, Too Many Requests.
const unavailableStatuses = new Set([408, 425, 429]);
const pausingStatuses = new Set([429, 503]);
const noAnswer = new Error(`no answer within ${timeoutMs} ms`);

/** The partner's webhook endpoint. */
@Injectable()
export class PartnerClient implements OnApplicationShutdown {
  readonly #pool: Pool;
  readonly #path: string;
  readonly #signer: WebhookSigner;

  constructor(config: Config) {
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
    const stop = new AbortController();
    // Not AbortSignal.timeout, which makes an error after 5 s for each webhook that was answered long ago.
    const timer = setTimeout(() => stop.abort(noAnswer), timeoutMs);
    try {
      const { signal } = stop;
      const response = await this.#pool.request({ method: 'POST', path: this.#path, headers, body, signal });
      discard(response.body);
      return answerOf(response.statusCode, response.headers['retry-after']);
    } catch (error) {
      return failureOf(error);
    } finally {
      clearTimeout(timer);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#pool.destroy();
  }
}

function answerOf(status: number, retryAfter: string | string[] | undefined): Answer {
  if (status >= 200 && status < 300) return { outcome: 'accepted' };
  const pauseMs = pausingStatuses.has(status) ? retryAfterMs(retryAfter, Date.now()) : 0;
  const failure = { error: `status ${status}`, pauseMs };
  if (status === 410) return { outcome: 'gone', ...failure };
  const refused = status >= 400 && status < 500 && !unavailableStatuses.has(status);
  return { outcome: refused ? 'refused' : 'unavailable', ...failure };
}

function failureOf(error: unknown): Answer {
  if (error === noAnswer) return { outcome: 'timeout', error: noAnswer.message, pauseMs: 0 };
  const { name, code } = error as { name?: string; code?: unknown };
  return { outcome: 'unreachable', error: typeof code === 'string' ? code : (name ?? 'unknown error'), pauseMs: 0 };
}

/** Frees the connection of an answer whose status is known. */
function discard(body: Dispatcher.ResponseData['body']): void {
  const timer = setTimeout(() => body.destroy(), bodyTimeoutMs);
  body
    .dump({ limit: bodyMaxBytes })
    .catch(() => undefined)
    .finally(() => clearTimeout(timer));
}
