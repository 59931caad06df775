import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { EntityManager, Repository } from 'typeorm';
import { AccountEntity } from './account.entity.js';
import type { Account } from './account.js';

@Injectable()
export class AccountsRepository {
  readonly #accounts: Repository<AccountEntity>;

  constructor(@InjectRepository(AccountEntity) accounts: Repository<AccountEntity>) {
    this.#accounts = accounts;
  }

  findByEmail(email: string): Promise<Account | null> {
    return this.#accounts.findOneBy({ email });
  }

  /** False when the address is taken; of two that insert the same one, the second waits for the first to end. */
  async insert(manager: EntityManager, account: Account): Promise<boolean> {
    const { raw } = await manager
      .createQueryBuilder()
      .insert()
      .into(AccountEntity)
      .values({ ...account, roles: [...account.roles] })
      .orIgnore()
      .returning('id')
      .execute();
    return (raw as unknown[]).length > 0;
  }

  /** Does nothing when the hash is no longer the one that was read. */
  async replacePasswordHash({ id, passwordHash }: Account, newHash: string): Promise<void> {
    await this.#accounts.update({ id, passwordHash }, { passwordHash: newHash });
  }
}
