import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Account } from '../http/account.js';
import { authenticatedAccount } from './authenticate.js';

/** The sender of the request, for guards. */
export function accountOf(execution: ExecutionContext): Account {
  return authenticatedAccount(execution.switchToHttp().getRequest<FastifyRequest>());
}

/** Parameter decorator for the sender of the request: `@CurrentAccount() account: Account`. */
export const CurrentAccount = createParamDecorator((_: unknown, execution: ExecutionContext): Account =>
  accountOf(execution),
);
