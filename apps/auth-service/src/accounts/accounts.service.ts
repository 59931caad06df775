import { randomUUIDv7 } from 'node:crypto';
import type { Produced } from '@fairway/catalog';
import { type Register, userRegistered } from '@fairway/contracts';
import { Outbox } from '@fairway/messaging';
import { addLogFields, logger, Problem } from '@fairway/service-kit';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { PasswordChecks } from '../passwords/password-checks.js';
import { refuseWeakPassword } from '../passwords/password-rules.js';
import { Passwords } from '../passwords/passwords.js';
import { userRegisteredFacts } from './account-events.js';
import { type Account, openAccount } from './account.js';
import { AccountsRepository } from './accounts.repository.js';

@Injectable()
export class AccountsService {
  constructor(
    private readonly database: DataSource,
    private readonly accounts: AccountsRepository,
    private readonly passwords: Passwords,
    private readonly checks: PasswordChecks,
    private readonly outbox: Outbox<Produced<'auth-service'>>,
  ) {}

  /**
   * @param signal aborts when the caller disconnects
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
    return this.database.transaction(async (manager) => {
      if (!(await this.accounts.insert(manager, account))) return undefined;
      await this.outbox.add(manager, userRegistered, userRegisteredFacts(account));
      return account;
    });
  }
}
