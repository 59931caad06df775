import type { Tokens } from '@fairway/contracts';
import { accessTokenLifetimeSeconds, addLogFields, Problem, securityEvent } from '@fairway/service-kit';
import { Injectable } from '@nestjs/common';
import { AccessTokens } from '../access-tokens/access-tokens.js';
import type { Account } from '../accounts/account.js';
import { RefreshFamiliesRepository, type TokenOwner } from './refresh-families.repository.js';
import { firstTokenOfFamily, nextToken, readRefreshToken, type RefreshToken } from './refresh-token.js';

@Injectable()
export class RefreshTokensService {
  constructor(
    private readonly families: RefreshFamiliesRepository,
    private readonly accessTokens: AccessTokens,
  ) {}

  /**
   * The first tokens of a sign-in.
   * @param account as it was when its password was verified
   * @param client the client's User-Agent, if any
   * @throws Problem `account_disabled`; `credentials_invalid` when the password was changed, or the account disabled,
   * since the account was read
   */
  async start(account: Account, client: string | null): Promise<Tokens> {
    if (account.disabledAt !== null)
      throw new Problem('account_disabled', { detail: 'Ask the operator of the platform.' });
    const token = firstTokenOfFamily();
    if (!(await this.families.start(account, token, client))) throw new Problem('credentials_invalid');
    return this.#tokensOf(account, token);
  }

  /**
   * Exchanges a refresh token, once. Reuse means theft; we cannot tell which use was the thief's, so the family ends
   * and both must log in (RFC 9700, 4.14.2). For some seconds, however, the previous token still returns the newest
   * one: two tabs of a browser refresh at once, and answers get lost.
   * @throws Problem `refresh_token_invalid`
   */
  async refresh(text: string): Promise<Tokens> {
    const used = readRefreshToken(text);
    if (used === undefined) throw invalid();
    const next = nextToken(used);
    const owner = await this.families.rotate(used, next);
    if (owner !== undefined) return this.#tokensOf(owner, next);
    const other = await this.families.newestAfter(used);
    if (other !== undefined) return this.#tokensOf(other.owner, other.newest);
    await this.#endIfUsed(used);
    throw invalid();
  }

  /**
   * Ends the session of the token, also of a used one. Reports nothing when there is none: a second logout succeeds,
   * and trying tokens reveals nothing.
   */
  async logout(text: string): Promise<void> {
    const token = readRefreshToken(text);
    const userId = token && (await this.families.endByToken(token));
    if (userId !== undefined) addLogFields({ userId });
  }

  async #endIfUsed(token: RefreshToken): Promise<void> {
    const userId = await this.families.endIfUsed(token);
    if (userId === undefined) return;
    securityEvent(
      'refresh_token_reused',
      { userId, sessionId: token.familyId },
      'a used refresh token came again; its session has ended',
    );
  }

  async #tokensOf(owner: TokenOwner, { familyId, text: refreshToken }: RefreshToken): Promise<Tokens> {
    addLogFields({ userId: owner.id });
    const accessToken = await this.accessTokens.issue(owner, familyId);
    return { accessToken, refreshToken, expiresInSeconds: accessTokenLifetimeSeconds };
  }
}

/** The same for every cause, so that trying tokens reveals nothing. */
function invalid(): Problem {
  return new Problem('refresh_token_invalid', {
    detail: 'It is unknown, expired, revoked or was used before; log in.',
  });
}
