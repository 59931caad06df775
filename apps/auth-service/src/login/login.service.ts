import type { Login, Tokens } from '@fairway/contracts';
import { addLogFields, Problem } from '@fairway/service-kit';
import { Injectable } from '@nestjs/common';
import type { Account } from '../accounts/account.js';
import { AccountsRepository } from '../accounts/accounts.repository.js';
import { isWeak } from '../passwords/password-hash.js';
import { Passwords } from '../passwords/passwords.js';
import { RefreshTokensService } from '../refresh-tokens/refresh-tokens.service.js';
import { type Subject, subjectsOf } from './login-attempt.js';
import { LoginFailuresRepository } from './login-failures.repository.js';

@Injectable()
export class LoginService {
  constructor(
    private readonly accounts: AccountsRepository,
    private readonly passwords: Passwords,
    private readonly failures: LoginFailuresRepository,
    private readonly refreshTokens: RefreshTokensService,
  ) {}

  /**
   * @param signal aborts when the caller goes away
   * @throws Problem `credentials_invalid`; `rate_limited` after too many failures, whatever the password;
   * `service_unavailable` when too many wait
   */
  async login({ email, password }: Login, forwardedFor: string | undefined, signal: AbortSignal): Promise<Tokens> {
    const subjects = subjectsOf(email, forwardedFor);
    await this.#refuseAfterFailures(subjects);
    const account = await this.accounts.findByEmail(email);
    const right = await this.passwords.verify(password, account?.passwordHash, signal);
    // Once more: of a thousand guesses sent at once, all came by before the first had failed. Right or wrong, those
    // over the limit get the same answer.
    await this.#refuseAfterFailures(subjects);
    if (account === null || !right) {
      await this.failures.insert(subjects);
      throw new Problem('credentials_invalid');
    }
    addLogFields({ userId: account.id });
    await this.#renewWeakHash(account, password, signal);
    return this.refreshTokens.start(account);
  }

  async #refuseAfterFailures(subjects: readonly Subject[]): Promise<void> {
    const seconds = await this.failures.secondsUntilAllowed(subjects);
    if (seconds === undefined) return;
    throw new Problem('rate_limited', {
      detail: `Too many failed logins; try again in ${seconds} seconds.`,
      headers: { 'retry-after': String(seconds) },
    });
  }

  /** Only at a login is the password at hand. */
  async #renewWeakHash(account: Account, password: string, signal: AbortSignal): Promise<void> {
    if (!isWeak(account.passwordHash)) return;
    await this.accounts.replacePasswordHash(account, await this.passwords.rehash(password, signal));
  }
}
