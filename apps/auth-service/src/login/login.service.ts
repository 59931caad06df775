import type { Login, Tokens } from '@fairway/contracts';
import { addLogFields } from '@fairway/service-kit';
import { Injectable } from '@nestjs/common';
import type { Account } from '../accounts/account.js';
import { AccountsRepository } from '../accounts/accounts.repository.js';
import { PasswordChecks } from '../passwords/password-checks.js';
import { isWeak } from '../passwords/password-hash.js';
import { Passwords } from '../passwords/passwords.js';
import { RefreshTokensService } from '../refresh-tokens/refresh-tokens.service.js';
import { clientName } from '../sessions/client-name.js';

@Injectable()
export class LoginService {
  constructor(
    private readonly accounts: AccountsRepository,
    private readonly passwords: Passwords,
    private readonly checks: PasswordChecks,
    private readonly refreshTokens: RefreshTokensService,
  ) {}

  /**
   * @param signal aborts when the caller disconnects
   * @throws Problem see `PasswordChecks.check` and `RefreshTokensService.start`
   */
  async login(
    { email, password }: Login,
    { forwardedFor, userAgent }: { forwardedFor: string | undefined; userAgent: string | undefined },
    signal: AbortSignal,
  ): Promise<Tokens> {
    const found = await this.accounts.findByEmail(email);
    const account = await this.checks.check(found, { email, password, forwardedFor }, signal);
    addLogFields({ userId: account.id });
    await this.#renewWeakHash(account, password, signal);
    return this.refreshTokens.start(account, clientName(userAgent));
  }

  /** The password is available only during a login. */
  async #renewWeakHash(account: Account, password: string, signal: AbortSignal): Promise<void> {
    if (!isWeak(account.passwordHash)) return;
    await this.accounts.replacePasswordHash(account, await this.passwords.rehash(password, signal));
  }
}
