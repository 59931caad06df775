import { logger, securityEvent } from '@fairway/service-kit';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { adminName, Config } from '../config.js';
import { Passwords } from '../passwords/passwords.js';
import { SessionsRepository } from '../sessions/sessions.repository.js';
import { type Account, openAdminAccount } from './account.js';
import { AccountsRepository } from './accounts.repository.js';
import { AccountsService } from './accounts.service.js';

// Each costs one comparison at start.
const rememberedPasswordsMax = 20;

/**
 * Opens the account of ADMIN_EMAIL before the service accepts requests, and sets ADMIN_PASSWORD when it has changed
 * since it was last applied. Concurrently starting replicas do each only once.
 */
@Injectable()
export class AdminAccount implements OnApplicationBootstrap {
  readonly #signal = new AbortController().signal;

  constructor(
    private readonly config: Config,
    private readonly database: DataSource,
    private readonly accounts: AccountsService,
    private readonly repository: AccountsRepository,
    private readonly passwords: Passwords,
    private readonly sessions: SessionsRepository,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { ADMIN_EMAIL: email, ADMIN_PASSWORD } = this.config;
    if (email === undefined || ADMIN_PASSWORD === undefined) return;
    const password = ADMIN_PASSWORD.reveal();
    const existing = await this.repository.findByEmail(email);
    if (existing === null) {
      await this.accounts.open({ email, name: adminName, password }, openAdminAccount, this.#signal);
      return;
    }
    if (existing.roles.includes('admin')) {
      await this.#apply(password, existing);
      return;
    }
    // Registration proves nothing about an address, so the account that registered this one must not become administrator
    // through it.
    logger.warn(
      { userId: existing.id },
      'ADMIN_EMAIL belongs to an account that was registered as a user; it stays one. Set another address',
    );
  }

  /**
   * Compares with the configured passwords, not with the current one: an administrator who changed it through the API
   * keeps the change. A replaced password never returns; otherwise a replica with the old configuration would restore a
   * leaked one when it restarts.
   */
  async #apply(password: string, account: Account): Promise<void> {
    // The previous version did not record what it had configured, but its administrators could not change the password
    // either.
    const unrecorded = account.configuredPasswordHashes.length === 0;
    const known = unrecorded ? [account.passwordHash] : account.configuredPasswordHashes;
    const [current, ...replaced] = known.toReversed();
    if (current !== undefined && (await this.#matches(password, current))) {
      if (unrecorded) await this.repository.recordConfiguredPassword(account);
      return;
    }
    for (const hash of replaced) {
      if (!(await this.#matches(password, hash))) continue;
      logger.warn({ userId: account.id }, 'ADMIN_PASSWORD was replaced before and is not applied again. Set a new one');
      return;
    }
    const newHash = await this.passwords.hash(password, this.#signal);
    await this.#replace(account, { newHash, olderHashes: known.slice(1 - rememberedPasswordsMax) });
  }

  async #replace(seen: Account, hashes: { newHash: string; olderHashes: readonly string[] }): Promise<void> {
    const sessions = await this.database.transaction(async (manager) => {
      const [account] = await this.repository.lock(manager, [seen.id]);
      if (account === undefined) return undefined;
      // Another replica was first.
      if (account.configuredPasswordHashes.at(-1) !== seen.configuredPasswordHashes.at(-1)) return undefined;
      await this.repository.applyConfiguredPassword(manager, account, hashes);
      return this.sessions.endAllBut(null, seen.id, manager);
    });
    if (sessions === undefined) return;
    securityEvent(
      'admin_password_replaced',
      { userId: seen.id, sessions },
      'ADMIN_PASSWORD has changed: the administrator’s account now has the new one, and its sessions have ended',
    );
  }

  #matches(password: string, hash: string): Promise<boolean> {
    return this.passwords.verify(password, hash, this.#signal);
  }
}
