import type { OutgoingRequest } from '@fairway/service-kit';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { propagation, type Context } from '@opentelemetry/api';
import { type Dispatcher, Pool } from 'undici';
import { Config } from '../config.js';
import { retryAfterMs } from './retry-after.js';
import { WebhookSigner } from '../webhook-signature.js';

/**
 * At 80 ms per answer, as over the internet, 64 connections send the 800 webhooks per second that the platform is built
 * for.
 */
export const connectionsMax = 64;
const timeoutMs = 5_000;
// Only the status matters. A small body is read so that its connection can be reused; any other body costs the
// connection.
const bodyMaxBytes = 16 * 1024;
const bodyTimeoutMs = 250;

export type Answer =
  | { readonly outcome: 'accepted'; readonly status: number }
  | {
      /**
       * `refused`: the partner refuses this webhook (4xx); `gone`: it refuses all webhooks at this address (410);
       * `unavailable`: it accepts none at the moment.
       */
      readonly outcome: 'refused' | 'gone' | 'unavailable' | 'timeout' | 'unreachable';
      readonly error: string;
      /** Undefined when there was no answer. */
      readonly status?: number;
      /** The pause before any other webhook that the partner asks for; 0 for none. */
      readonly pauseMs: number;
    };

// 4xx statuses that concern the partner and not the webhook: Request Timeout, Too Early, Too Many Requests.
const unavailableStatuses = new Set([408, 425, 429]);
const pausingStatuses = new Set([429, 503]);
const noAnswer = new Error(`no answer within ${timeoutMs} ms`);

/** The partner's webhook endpoint. */
@Injectable()
export class PartnerClient implements OnApplicationShutdown {
  readonly #pool: Pool;
  readonly #path: string;
  /** What every webhook asks for. */
  readonly request: OutgoingRequest;
  readonly #signer: WebhookSigner;

  constructor(config: Config) {
    const url = new URL(config.PARTNER_WEBHOOK_URL);
    // undici follows no redirects, which is required: a signed body goes only to the configured address.
    this.#pool = new Pool(url.origin, { connections: connectionsMax, connect: { timeout: timeoutMs } });
    this.#path = url.pathname + url.search;
    this.request = { method: 'POST', origin: url, path: url.pathname };
    this.#signer = new WebhookSigner(config.PARTNER_WEBHOOK_SECRET.reveal());
  }

  /** Sends one webhook; does not throw. Any 2xx status accepts it. */
  async post(id: string, body: string, trace: Context): Promise<Answer> {
    const headers = this.#signer.headers(id, Math.floor(Date.now() / 1000), body);
    headers['content-type'] = 'application/json';
    headers['user-agent'] = 'fairway-webhooks';
    propagation.inject(trace, headers);
    const stop = new AbortController();
    // Not AbortSignal.timeout, which creates an error after 5 s for each webhook, even when it was answered long ago.
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
  if (status >= 200 && status < 300) return { outcome: 'accepted', status };
  const pauseMs = pausingStatuses.has(status) ? retryAfterMs(retryAfter, Date.now()) : 0;
  const failure = { error: `status ${status}`, status, pauseMs };
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
