import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, In, IsNull, type Repository } from 'typeorm';
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

  findById(id: string): Promise<Account | null> {
    return this.#accounts.findOneBy({ id });
  }

  /**
   * Locks rows until the transaction ends, in the order of their ids, so that transactions with the same rows take
   * turns.
   * @returns the current accounts in the order of `ids`; undefined for an id without an account
   */
  async lock(manager: EntityManager, ids: readonly string[]): Promise<(Account | undefined)[]> {
    const accounts = await manager.find(AccountEntity, {
      where: { id: In([...ids]) },
      order: { id: 'ASC' },
      lock: { mode: 'for_no_key_update' },
    });
    return ids.map((id) => accounts.find((account) => account.id === id));
  }

  /** False when the address is taken. Of two inserts of one address, the second waits for the first to end. */
  async insert(manager: EntityManager, account: Account): Promise<boolean> {
    const { raw } = await manager
      .createQueryBuilder()
      .insert()
      .into(AccountEntity)
      .values({
        ...account,
        roles: [...account.roles],
        configuredPasswordHashes: [...account.configuredPasswordHashes],
      })
      .orIgnore()
      .returning('id')
      .execute();
    return (raw as unknown[]).length > 0;
  }

  async setDisabledAt(manager: EntityManager, id: string, disabledAt: Date | null): Promise<void> {
    await manager.update(AccountEntity, { id }, { disabledAt });
  }

  /** False, without any change, when the password was changed or the account disabled since it was read. */
  async changePassword(
    manager: EntityManager,
    { id, passwordVersion }: Account,
    passwordHash: string,
  ): Promise<boolean> {
    const { affected } = await manager.update(
      AccountEntity,
      { id, passwordVersion, disabledAt: IsNull() },
      { passwordHash, passwordVersion: passwordVersion + 1 },
    );
    return affected === 1;
  }

  /** Records that the current password is the configuration's. */
  async recordConfiguredPassword({ id, passwordHash }: Account): Promise<void> {
    await this.#accounts.update({ id, passwordHash }, { configuredPasswordHashes: [passwordHash] });
  }

  /** Sets a password of the configuration and enables the account: the way back in. */
  async applyConfiguredPassword(
    manager: EntityManager,
    { id, passwordVersion }: Account,
    { newHash, olderHashes }: { newHash: string; olderHashes: readonly string[] },
  ): Promise<void> {
    await manager.update(
      AccountEntity,
      { id },
      {
        passwordHash: newHash,
        passwordVersion: passwordVersion + 1,
        configuredPasswordHashes: [...olderHashes, newHash],
        disabledAt: null,
      },
    );
  }

  /** Does nothing when the hash has changed since it was read. */
  async replacePasswordHash({ id, passwordHash }: Account, newHash: string): Promise<void> {
    await this.#accounts.update({ id, passwordHash }, { passwordHash: newHash });
  }
}
