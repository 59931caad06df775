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
   * @param client what the client calls itself, if it does
   * @throws Problem `account_disabled`; `credentials_invalid` when the password was changed, or the account disabled,
   * since the account was read
   */
  async start(account: Account, client: string | null): Promise<Tokens> {
    if (account.disabledAt !== null)
      throw new Problem('account_disabled', { detail: 'Ask whoever runs the platform.' });
    const token = firstTokenOfFamily();
    if (!(await this.families.start(account, token, client))) throw new Problem('credentials_invalid');
    return this.#tokensOf(account, token);
  }

  /**
   * Exchanges a refresh token, once. One that comes again was stolen, by whoever came first or by whoever comes now;
   * we cannot tell, so the family ends and both must log in (RFC 9700, 4.14.2). But the token before the newest gives
   * the newest for some seconds: two tabs of one browser refresh at once, and answers get lost.
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
   * Ends the session that the token is or was of. It says nothing when there is none: whoever logs out twice is logged
   * out, and whoever tries tokens learns nothing.
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
      'a used refresh token came again; its session is ended',
    );
  }

  async #tokensOf(owner: TokenOwner, { familyId, text: refreshToken }: RefreshToken): Promise<Tokens> {
    addLogFields({ userId: owner.id });
    const accessToken = await this.accessTokens.issue(owner, familyId);
    return { accessToken, refreshToken, expiresInSeconds: accessTokenLifetimeSeconds };
  }
}

/** The same for every cause: whoever tries tokens learns nothing. */
function invalid(): Problem {
  return new Problem('refresh_token_invalid', {
    detail: 'It is unknown, expired, revoked or was used before; log in.',
  });
}
