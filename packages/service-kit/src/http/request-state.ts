import type { Context, Span } from '@opentelemetry/api';
import type { Account } from './account.js';

/** What the kit stores about a request until it is answered. */
export interface RequestState {
  /** Carries the span and the log fields. */
  readonly context: Context;
  readonly span: Span;
  readonly startedAtMs: number;
  /** Set once the access token is verified. */
  account: Account | undefined;
  /** Aborts when the caller disconnects before the answer; created on first use. */
  callerGone: AbortController | undefined;
}

export const requestState: unique symbol = Symbol('fairway.request-state');

declare module 'fastify' {
  interface FastifyRequest {
    [requestState]: RequestState | undefined;
  }
}
