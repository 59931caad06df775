import type { FastifyRequest } from 'fastify';
import { Problem } from '../http/problem.js';
import { requestState } from '../http/request-state.js';
import { addLogFields } from '../telemetry/log-fields.js';
import type { Account } from '../http/account.js';
import type { TokenVerifier } from './token-verifier.js';

/**
 * Identifies the sender of a request by its bearer token; headers that name a user are ignored. For the guard and for
 * Fastify hooks. Adds the account's id to the log fields.
 *
 * @param admit see `TokenVerifier.verify`
 * @throws Problem `token_missing`, `token_invalid`, or `service_unavailable` when the keys cannot be fetched
 */
export function authenticate(
  verifier: TokenVerifier,
  request: FastifyRequest,
  admit?: () => void,
): Account | Promise<Account> {
  const account = verifier.verify(bearerToken(request.headers.authorization), admit);
  return account instanceof Promise
    ? account.then((verified) => remember(verified, request))
    : remember(account, request);
}

/** The sender of a request that has passed `authenticate`. */
export function authenticatedAccount(request: FastifyRequest): Account {
  const account = request[requestState]?.account;
  if (account === undefined) throw new Error('The request has no account: call `authenticate` before.');
  return account;
}

function bearerToken(authorization: string | undefined): string {
  if (authorization === undefined || authorization.slice(0, 7).toLowerCase() !== 'bearer ') {
    throw new Problem('token_missing', { detail: 'Send the header Authorization: Bearer <access token>.' });
  }
  return authorization.slice(7).trim();
}

function remember(account: Account, request: FastifyRequest): Account {
  const state = request[requestState];
  if (state !== undefined) state.account = account;
  addLogFields({ userId: account.id });
  return account;
}
