import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { requestState } from './request-state.js';

/** Ends work that a caller no longer waits for. What is answered then reaches nobody. */
export class CallerGoneError extends Error {
  override readonly name = 'CallerGoneError';

  constructor() {
    super('The caller went away before the answer');
  }
}

/**
 * Aborts when the caller goes away before the answer. Not Fastify's `request.signal`: that one listens to the request,
 * which closes as soon as its body is read.
 */
export function callerSignal(request: FastifyRequest): AbortSignal {
  const state = request[requestState];
  if (state === undefined) throw new Error('The request has no state: the hook onRequest of the kit has not run.');
  state.callerGone ??= new AbortController();
  return state.callerGone.signal;
}

/** Parameter decorator: `@CallerSignal() signal: AbortSignal`, as `callerSignal`. */
export const CallerSignal = createParamDecorator((_: unknown, execution: ExecutionContext): AbortSignal =>
  callerSignal(execution.switchToHttp().getRequest<FastifyRequest>()),
);
