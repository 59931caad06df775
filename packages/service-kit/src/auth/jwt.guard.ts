import type { Role } from '@fairway/contracts';
import { Inject, Injectable, Optional, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../http/problem.js';
import { isPublicKey, rolesKey } from './access.decorators.js';
import type { Account } from '../http/account.js';
import { authenticate } from './authenticate.js';
import { TokenVerifier } from './token-verifier.js';

/** Guards every route of a service: a route without `@Public()` needs a valid access token. */
@Injectable()
export class JwtGuard implements CanActivate {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Optional() @Inject(TokenVerifier) private readonly verifier: TokenVerifier | undefined,
  ) {}

  canActivate(execution: ExecutionContext): boolean | Promise<boolean> {
    const places = [execution.getHandler(), execution.getClass()];
    if (this.reflector.getAllAndOverride<true | undefined>(isPublicKey, places)) return true;
    if (this.verifier === undefined) {
      throw new Error(
        'A route needs an access token, but the service cannot verify one: add auth-service to its "calls" in catalog/src/services.ts, or mark the route @Public().',
      );
    }
    const roles = this.reflector.getAllAndOverride<readonly Role[] | undefined>(rolesKey, places);
    const account = authenticate(this.verifier, execution.switchToHttp().getRequest<FastifyRequest>());
    return account instanceof Promise ? account.then((verified) => permit(verified, roles)) : permit(account, roles);
  }
}

function permit(account: Account, roles: readonly Role[] | undefined): true {
  if (roles === undefined || roles.some((role) => account.roles.includes(role))) return true;
  throw new Problem('role_missing', { detail: `It needs the role ${roles.join(' or ')}.` });
}
