import { Problem } from '@fairway/service-kit';
import { Injectable } from '@nestjs/common';
import type { Account } from '../accounts/account.js';
import { type Subject, subjectsOf } from './password-attempt.js';
import { PasswordFailuresRepository } from './password-failures.repository.js';
import { Passwords } from './passwords.js';

/** Somebody claims to know the password of an account. */
export interface PasswordAttempt {
  /** In the contract's normal form. */
  readonly email: string;
  readonly password: string;
  /** X-Forwarded-For of the request. */
  readonly forwardedFor: string | undefined;
}

/** The only place where a password is compared: whatever asks for one, guesses are counted together. */
@Injectable()
export class PasswordChecks {
  constructor(
    private readonly passwords: Passwords,
    private readonly failures: PasswordFailuresRepository,
  ) {}

  /**
   * @param account the one with the attempt's address, null when there is none; the answer, and the time it takes, are
   * then the same as for a wrong password
   * @param signal aborts when the caller goes away
   * @returns the account, whose password it is
   * @throws Problem `credentials_invalid`; `rate_limited` after too many failures, whatever the password;
   * `service_unavailable` when too many wait
   */
  async check(account: Account | null, { email, password, forwardedFor }: PasswordAttempt, signal: AbortSignal): Promise<Account> {
    const subjects = subjectsOf(email, forwardedFor);
    await this.#refuseAfterFailures(subjects);
    const right = await this.passwords.verify(password, account?.passwordHash, signal);
    // Once more: of a thousand guesses sent at once, all came by before the first had failed. Right or wrong, those
    // over the limit get the same answer.
    await this.#refuseAfterFailures(subjects);
    if (account !== null && right) return account;
    await this.failures.insert(subjects);
    throw new Problem('credentials_invalid');
  }

  async #refuseAfterFailures(subjects: readonly Subject[]): Promise<void> {
    const seconds = await this.failures.secondsUntilAllowed(subjects);
    if (seconds === undefined) return;
    throw new Problem('rate_limited', {
      detail: `Too many wrong passwords; try again in ${seconds} seconds.`,
      headers: { 'retry-after': String(seconds) },
    });
  }
}
