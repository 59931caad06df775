import { CONFIG, logger } from '@fairway/service-kit';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { adminName, type Config } from '../config.js';
import { openAdminAccount } from './account.js';
import { AccountsRepository } from './accounts.repository.js';
import { AccountsService } from './accounts.service.js';

/** Opens the account of ADMIN_EMAIL before the service takes requests. Replicas that start together open one. */
@Injectable()
export class AdminAccount implements OnApplicationBootstrap {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly accounts: AccountsService,
    private readonly repository: AccountsRepository,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { ADMIN_EMAIL: email, ADMIN_PASSWORD: password } = this.config;
    if (email === undefined || password === undefined) return;
    const existing = await this.repository.findByEmail(email);
    if (existing === null) {
      const request = { email, name: adminName, password: password.reveal() };
      await this.accounts.open(request, openAdminAccount, new AbortController().signal);
      return;
    }
    // Registration proves nothing about an address, so whoever registered this one must not become administrator by it.
    if (!existing.roles.includes('admin')) {
      logger.warn(
        { userId: existing.id },
        'ADMIN_EMAIL belongs to an account that was registered as a user; it stays one. Set another address',
      );
    }
  }
}
