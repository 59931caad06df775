import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { EntityManager, Repository } from 'typeorm';
import { RefreshFamilyEntity } from '../refresh-tokens/refresh-family.entity.js';

export type Session = Pick<RefreshFamilyEntity, 'id' | 'createdAt' | 'lastUsedAt' | 'expiresAt' | 'client'>;

const selectLive = `
  SELECT 1 FROM refresh_families AS family JOIN accounts AS account ON account.id = account_id
  WHERE family.id = $1 AND account.id = $2 AND expires_at > now() AND disabled_at IS NULL
    AND roles @> $3::text[] AND roles <@ $3::text[]`;

const selectOfAccount = `
  SELECT id, created_at AS "createdAt", last_used_at AS "lastUsedAt", expires_at AS "expiresAt", client
  FROM refresh_families WHERE account_id = $1 AND expires_at > now() ORDER BY last_used_at DESC, id`;

// Taken before several sessions of an account end: two such statements would otherwise wait for each other's rows.
const lockAccount = 'SELECT 1 FROM accounts WHERE id = $1 FOR NO KEY UPDATE';

const deleteOthers = 'DELETE FROM refresh_families WHERE account_id = $1 AND id IS DISTINCT FROM $2';

/** The families of refresh tokens as their account sees them: sessions. */
@Injectable()
export class SessionsRepository {
  readonly #families: Repository<RefreshFamilyEntity>;

  constructor(@InjectRepository(RefreshFamilyEntity) families: Repository<RefreshFamilyEntity>) {
    this.#families = families;
  }

  /** Whether the session is still active and its account still has these roles. */
  async isLive(sessionId: string, accountId: string, roles: readonly string[]): Promise<boolean> {
    const rows: unknown[] = await this.#families.query(selectLive, [sessionId, accountId, roles]);
    return rows.length > 0;
  }

  /** Most recently used first. */
  async list(accountId: string): Promise<Session[]> {
    return this.#families.query(selectOfAccount, [accountId]);
  }

  /** False when the account has no such session. */
  async end(accountId: string, sessionId: string): Promise<boolean> {
    const { affected } = await this.#families.delete({ id: sessionId, accountId });
    return affected === 1;
  }

  /** Ends all sessions of an account and returns their number. */
  endAll(accountId: string): Promise<number> {
    return this.#families.manager.transaction(async (manager) => {
      await manager.query(lockAccount, [accountId]);
      return this.endAllBut(null, accountId, manager);
    });
  }

  /** @param manager of a transaction that has locked the account's row */
  async endAllBut(keptSessionId: string | null, accountId: string, manager: EntityManager): Promise<number> {
    const [, ended] = await manager.query<[unknown, number]>(deleteOthers, [accountId, keptSessionId]);
    return ended;
  }
}
