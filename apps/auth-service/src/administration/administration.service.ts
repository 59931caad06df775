import { Problem, securityEvent } from '@fairway/service-kit';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Account } from '../accounts/account.js';
import { AccountsRepository } from '../accounts/accounts.repository.js';
import { endedSession } from '../sessions/live-session.guard.js';
import { type Session, SessionsRepository } from '../sessions/sessions.repository.js';

/**
 * What administrators do to accounts. Every action, including a look, is logged as a `securityEvent`: who (`userId`),
 * what, to which account (`targetId`), and nothing about its owner.
 *
 * All methods throw Problem `account_not_found`.
 */
@Injectable()
export class AdministrationService {
  constructor(
    private readonly database: DataSource,
    private readonly accounts: AccountsRepository,
    private readonly sessions: SessionsRepository,
  ) {}

  async find(adminId: string, email: string): Promise<Account> {
    return read(adminId, await this.accounts.findByEmail(email));
  }

  async get(adminId: string, accountId: string): Promise<Account> {
    return read(adminId, await this.accounts.findById(accountId));
  }

  async listSessions(adminId: string, accountId: string): Promise<Session[]> {
    await this.get(adminId, accountId);
    return this.sessions.list(accountId);
  }

  /** @returns the number of ended sessions */
  async endSessions(adminId: string, accountId: string): Promise<number> {
    if ((await this.accounts.findById(accountId)) === null) throw notFound();
    const sessions = await this.sessions.endAll(accountId);
    record('admin_sessions_ended', { adminId, accountId, sessions });
    return sessions;
  }

  /**
   * @throws Problem `account_own`: an administrator who disables their own account can enable no other, and no
   * administrator might be left
   */
  async disable(adminId: string, accountId: string): Promise<Account> {
    if (adminId === accountId) throw new Problem('account_own', { detail: 'Let another administrator do it.' });
    const { account, sessions } = await this.database.transaction(async (manager) => {
      // Of two administrators who disable each other at once, the second finds their own account disabled.
      const [admin, target] = await this.accounts.lock(manager, [adminId, accountId]);
      if (admin === undefined || admin.disabledAt !== null) throw endedSession();
      if (target === undefined) throw notFound();
      const disabledAt = target.disabledAt ?? new Date();
      await this.accounts.setDisabledAt(manager, accountId, disabledAt);
      return {
        account: { ...target, disabledAt },
        sessions: await this.sessions.endAllBut(null, accountId, manager),
      };
    });
    record('admin_account_disabled', { adminId, accountId, sessions });
    return account;
  }

  async enable(adminId: string, accountId: string): Promise<Account> {
    const account = await this.database.transaction(async (manager) => {
      const [target] = await this.accounts.lock(manager, [accountId]);
      if (target === undefined) throw notFound();
      await this.accounts.setDisabledAt(manager, accountId, null);
      return { ...target, disabledAt: null };
    });
    record('admin_account_enabled', { adminId, accountId });
    return account;
  }
}

function read(adminId: string, account: Account | null): Account {
  if (account === null) throw notFound();
  record('admin_account_read', { adminId, accountId: account.id });
  return account;
}

const messages = {
  admin_account_read: 'an administrator looked at an account',
  admin_sessions_ended: 'an administrator ended all sessions of an account',
  admin_account_disabled: 'an administrator disabled an account, which ended its sessions',
  admin_account_enabled: 'an administrator enabled an account',
};

function record(
  event: keyof typeof messages,
  { adminId, accountId, ...facts }: { adminId: string; accountId: string; sessions?: number },
): void {
  securityEvent(event, { userId: adminId, targetId: accountId, ...facts }, messages[event]);
}

function notFound(): Problem {
  return new Problem('account_not_found', { detail: 'Check the id, or find the account by its e-mail address.' });
}
