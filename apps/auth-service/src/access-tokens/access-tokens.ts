import { randomUUID } from 'node:crypto';
import { accessTokenLifetimeSeconds } from '@fairway/service-kit';
import { Injectable } from '@nestjs/common';
import { SignJWT } from 'jose';
import type { Account } from '../accounts/account.js';
import { Config } from '../config.js';
import { TokenKeys } from './token-keys.js';

/** Signs access tokens in the form of RFC 9068. */
@Injectable()
export class AccessTokens {
  constructor(
    private readonly keys: TokenKeys,
    private readonly config: Config,
  ) {}

  /** @param sessionId the family of refresh tokens that it belongs to (claim `sid`) */
  issue({ id, roles }: Pick<Account, 'id' | 'roles'>, sessionId: string): Promise<string> {
    const nowSeconds = Math.floor(Date.now() / 1000);
    return new SignJWT({ roles, sid: sessionId })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: this.keys.signingKeyId })
      .setIssuer(this.config.TOKEN_ISSUER)
      .setAudience(this.config.TOKEN_AUDIENCE)
      .setSubject(id)
      .setJti(randomUUID())
      .setIssuedAt(nowSeconds)
      .setExpirationTime(nowSeconds + accessTokenLifetimeSeconds)
      .sign(this.keys.signingKey);
  }
}
