import { type ChangePassword, preparePassword } from '@fairway/contracts';
import { Problem, securityEvent } from '@fairway/service-kit';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Account } from '../accounts/account.js';
import { AccountsRepository } from '../accounts/accounts.repository.js';
import { PasswordChecks } from '../passwords/password-checks.js';
import { refuseWeakPassword } from '../passwords/password-rules.js';
import { Passwords } from '../passwords/passwords.js';
import { endedSession } from '../sessions/live-session.guard.js';
import { SessionsRepository } from '../sessions/sessions.repository.js';

export interface PasswordChange extends ChangePassword {
  readonly accountId: string;
  /** The session that continues; the account's others end. */
  readonly sessionId: string;
  /** X-Forwarded-For of the request. */
  readonly forwardedFor: string | undefined;
}

@Injectable()
export class PasswordChangeService {
  constructor(
    private readonly database: DataSource,
    private readonly accounts: AccountsRepository,
    private readonly passwords: Passwords,
    private readonly checks: PasswordChecks,
    private readonly sessions: SessionsRepository,
  ) {}

  /**
   * @param signal aborts when the caller disconnects
   * @throws Problem `current_password_wrong`, also when another change came first; `password_unchanged`;
   * `password_weak`; `rate_limited` after too many wrong ones; `service_unavailable` when too many wait
   */
  async change(
    { accountId, sessionId, currentPassword, newPassword, forwardedFor }: PasswordChange,
    signal: AbortSignal,
  ): Promise<void> {
    const account = await this.accounts.findById(accountId);
    if (account === null) throw endedSession();
    await this.#check(account, { email: account.email, password: currentPassword, forwardedFor }, signal);
    // A success would look as if a leaked password had been replaced.
    if (newPassword === preparePassword(currentPassword))
      throw new Problem('password_unchanged', {
        detail: 'Choose another one.',
        errors: [{ pointer: '/newPassword', detail: 'It is the current password.' }],
      });
    refuseWeakPassword(newPassword, account, '/newPassword');
    const newHash = await this.passwords.hash(newPassword, signal);
    const ended = await this.database.transaction(async (manager) => {
      if (!(await this.accounts.changePassword(manager, account, newHash))) throw wrongPassword();
      // The account's row is locked: a login with the old password has ended, or will notice the change.
      return this.sessions.endAllBut(sessionId, accountId, manager);
    });
    securityEvent(
      'password_changed',
      { userId: accountId, sessions: ended },
      'an account changed its password, which ended its other sessions',
    );
  }

  /** Not 401, which tells clients to refresh their token and retry: each attempt counts. */
  async #check(account: Account, attempt: Parameters<PasswordChecks['check']>[1], signal: AbortSignal): Promise<void> {
    try {
      await this.checks.check(account, attempt, signal);
    } catch (error) {
      throw error instanceof Problem && error.code === 'credentials_invalid' ? wrongPassword() : error;
    }
  }
}

function wrongPassword(): Problem {
  return new Problem('current_password_wrong', { detail: 'Send the current password of the account.' });
}
