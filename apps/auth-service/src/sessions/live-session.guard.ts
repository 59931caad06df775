import { accountOf, Problem } from '@fairway/service-kit';
import { type CanActivate, createParamDecorator, type ExecutionContext, Injectable } from '@nestjs/common';
import { SessionsRepository } from './sessions.repository.js';

/**
 * For routes that manage accounts: an access token outlives its session by minutes, and a disabled account must not use
 * one to enable itself again. This service knows the sessions, so here the token ends with its session.
 */
@Injectable()
export class LiveSessionGuard implements CanActivate {
  constructor(private readonly sessions: SessionsRepository) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    const { id, roles, sessionId } = accountOf(execution);
    if (sessionId !== undefined && (await this.sessions.isLive(sessionId, id, roles))) return true;
    throw endedSession();
  }
}

/** Parameter decorator for the id of the session of the request's access token; needs `LiveSessionGuard`. */
export const CurrentSessionId = createParamDecorator((_: unknown, execution: ExecutionContext): string => {
  const { sessionId } = accountOf(execution);
  if (sessionId === undefined) throw new Error('@CurrentSessionId() on a route without LiveSessionGuard.');
  return sessionId;
});

export function endedSession(): Problem {
  return new Problem('token_invalid', {
    detail: 'Its session has ended, or its account has changed. Refresh the token, or log in.',
    headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
  });
}
