import { randomBytes, randomUUIDv7 } from 'node:crypto';
import type { Tokens } from '@fairway/contracts';
import { accessTokenLifetimeSeconds, addLogFields, logger, Problem } from '@fairway/service-kit';
import { Injectable } from '@nestjs/common';
import { AccessTokens } from '../access-tokens/access-tokens.js';
import type { Account } from '../accounts/account.js';
import { RefreshFamiliesRepository } from './refresh-families.repository.js';
import { newRefreshToken, readRefreshToken, type RefreshToken, secretBytes } from './refresh-token.js';

@Injectable()
export class RefreshTokensService {
  constructor(
    private readonly families: RefreshFamiliesRepository,
    private readonly accessTokens: AccessTokens,
  ) {}

  /** The first tokens of a sign-in. */
  async start(account: Pick<Account, 'id' | 'roles'>): Promise<Tokens> {
    const token = newRefreshToken(randomUUIDv7(), randomBytes(secretBytes));
    await this.families.insert(account.id, token);
    return this.#tokensOf(account, token);
  }

  /**
   * Exchanges a refresh token, once. One that comes a second time was stolen, by whoever came first or by whoever comes
   * now; nobody can tell, so the family ends and both must log in (RFC 9700, 4.14.2). No grace for a client that lost
   * the answer: it would serve a thief as well, and logging in again mends it.
   * @throws Problem `refresh_token_invalid`
   */
  async refresh(text: string): Promise<Tokens> {
    const used = readRefreshToken(text);
    if (used === undefined) throw invalid();
    const next = newRefreshToken(used.familyId, randomBytes(secretBytes));
    const account = await this.families.rotate(used, next);
    if (account === undefined) {
      await this.#revokeIfUsed(used);
      throw invalid();
    }
    addLogFields({ userId: account.id });
    return this.#tokensOf(account, next);
  }

  async #revokeIfUsed(token: RefreshToken): Promise<void> {
    const userId = await this.families.revokeIfUsed(token);
    if (userId === undefined) return;
    logger.warn(
      { securityEvent: 'refresh_token_reused', userId, familyId: token.familyId },
      'a used refresh token came again; its family is revoked',
    );
  }

  async #tokensOf(account: Pick<Account, 'id' | 'roles'>, { text: refreshToken }: RefreshToken): Promise<Tokens> {
    const accessToken = await this.accessTokens.issue(account);
    return { accessToken, refreshToken, expiresInSeconds: accessTokenLifetimeSeconds };
  }
}

/** The same for every cause: whoever tries tokens learns nothing. */
function invalid(): Problem {
  return new Problem('refresh_token_invalid', { detail: 'It is unknown, expired, revoked or was used before; log in.' });
}
