import { randomUUIDv7 } from 'node:crypto';
import type { Register } from '@fairway/contracts';
import { addToOutbox, Outbox, OutboxRelay } from '@fairway/messaging';
import { addLogFields, logger, Problem } from '@fairway/service-kit';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { PasswordChecks } from '../passwords/password-checks.js';
import { refuseWeakPassword } from '../passwords/password-rules.js';
import { Passwords } from '../passwords/passwords.js';
import { userRegisteredRow } from './account-events.js';
import { type Account, openAccount } from './account.js';
import { AccountsRepository } from './accounts.repository.js';

@Injectable()
export class AccountsService {
  constructor(
    private readonly database: DataSource,
    private readonly accounts: AccountsRepository,
    private readonly passwords: Passwords,
    private readonly checks: PasswordChecks,
    private readonly outbox: Outbox,
    private readonly relay: OutboxRelay,
  ) {}

  /**
   * @param signal aborts when the caller goes away
   * @throws Problem `email_taken`; `password_weak`; `service_unavailable` when too many wait
   */
  async register(request: Register, forwardedFor: string | undefined, signal: AbortSignal): Promise<Account> {
    refuseWeakPassword(request.password, request, '/password');
    const account = await this.open(request, openAccount, signal);
    if (account === undefined) throw new Problem('email_taken', { detail: 'Log in, or use another address.' });
    addLogFields({ userId: account.id });
    await this.checks.trust(account, forwardedFor).catch((error: unknown) => {
      // The account exists, so the answer must not be an error.
      logger.warn({ err: error }, 'the network of a new account stays unknown until its first login');
    });
    return account;
  }

  /**
   * Stores a new account and its event `user.registered` together.
   * @param kind the domain's rule for this kind of account
   * @returns undefined when the address is taken; then nothing was written
   */
  async open(
    { email, name, password }: Register,
    kind: typeof openAccount,
    signal: AbortSignal,
  ): Promise<Account | undefined> {
    const passwordHash = await this.passwords.hash(password, signal);
    const account = kind({ email, name, passwordHash }, { id: randomUUIDv7(), now: new Date() });
    const opened = await this.database.transaction(async (manager) => {
      if (!(await this.accounts.insert(manager, account))) return undefined;
      await addToOutbox(manager, [userRegisteredRow(this.outbox, account)]);
      return account;
    });
    this.relay.wake();
    return opened;
  }
}
