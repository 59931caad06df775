import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { requestState } from './request-state.js';

/** Stops work whose caller has disconnected. No answer is sent. */
export class CallerGoneError extends Error {
  override readonly name = 'CallerGoneError';

  constructor() {
    super('The caller disconnected before the answer');
  }
}

/**
 * Aborts when the caller disconnects before the answer. Fastify's `request.signal` does not fit: it listens to the
 * request, which closes as soon as its body is read.
 */
export function callerSignal(request: FastifyRequest): AbortSignal {
  const state = request[requestState];
  if (state === undefined) throw new Error("The request has no state: the kit's onRequest hook has not run.");
  state.callerGone ??= new AbortController();
  return state.callerGone.signal;
}

/** Parameter decorator for `callerSignal`: `@CallerSignal() signal: AbortSignal`. */
export const CallerSignal = createParamDecorator((_: unknown, execution: ExecutionContext): AbortSignal =>
  callerSignal(execution.switchToHttp().getRequest<FastifyRequest>()),
);
