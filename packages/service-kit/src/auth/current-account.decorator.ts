import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { requestState } from '../http/request-state.js';
import type { Account } from './account.js';

/** Parameter decorator: who sends the request, `@CurrentAccount() account: Account`. */
export const CurrentAccount = createParamDecorator((_: unknown, execution: ExecutionContext): Account => {
  const account = execution.switchToHttp().getRequest<FastifyRequest>()[requestState]?.account;
  if (account === undefined) throw new Error('@CurrentAccount() on a route that allows anybody: there may be no account.');
  return account;
});
