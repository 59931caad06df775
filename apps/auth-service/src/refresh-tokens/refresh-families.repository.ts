import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Not, type Repository } from 'typeorm';
import type { Account } from '../accounts/account.js';
import { RefreshFamilyEntity } from './refresh-family.entity.js';
import { familyLifetimeSeconds, idleLifetimeSeconds, type RefreshToken } from './refresh-token.js';

/*
 * One statement decides who may use a token: of several at once the first changes the hash, and the others, who waited
 * for its row lock, find that the condition no longer holds. The roles are those of now, not those of the sign-in.
 */
const rotateToken = `
  WITH rotated AS (
    UPDATE refresh_families
    SET token_hash = $3, expires_at = least(ends_at, now() + make_interval(secs => $4))
    WHERE id = $1 AND token_hash = $2 AND expires_at > now()
    RETURNING account_id
  )
  SELECT id, roles FROM accounts WHERE id = (SELECT account_id FROM rotated)`;

const deleteExpired = `
  WITH deleted AS (
    DELETE FROM refresh_families WHERE id IN (
      SELECT id FROM refresh_families WHERE expires_at < now() LIMIT $1 FOR UPDATE SKIP LOCKED
    ) RETURNING 1
  )
  SELECT count(*)::integer AS count FROM deleted`;

@Injectable()
export class RefreshFamiliesRepository {
  readonly #families: Repository<RefreshFamilyEntity>;

  constructor(@InjectRepository(RefreshFamilyEntity) families: Repository<RefreshFamilyEntity>) {
    this.#families = families;
  }

  async insert(accountId: string, token: RefreshToken): Promise<void> {
    await this.#families.insert({
      id: token.familyId,
      accountId,
      tokenHash: hashOf(token),
      // By the database's clock, as everything that these times are compared with.
      endsAt: () => `now() + make_interval(secs => ${familyLifetimeSeconds})`,
      expiresAt: () => `now() + make_interval(secs => ${idleLifetimeSeconds})`,
    });
  }

  /** Puts `next` in the place of `used`; undefined when `used` may not be used (any more), and then nothing changes. */
  async rotate(used: RefreshToken, next: RefreshToken): Promise<Pick<Account, 'id' | 'roles'> | undefined> {
    const rows: Pick<Account, 'id' | 'roles'>[] = await this.#families.query(rotateToken, [
      used.familyId,
      hashOf(used),
      hashOf(next),
      idleLifetimeSeconds,
    ]);
    return rows[0];
  }

  /** Ends the family when the token is not its newest one, and then says whose it was. */
  async revokeIfUsed(token: RefreshToken): Promise<string | undefined> {
    const { raw } = await this.#families
      .createQueryBuilder()
      .delete()
      .where({ id: token.familyId, tokenHash: Not(hashOf(token)) })
      .returning('account_id')
      .execute();
    const [revoked] = raw as { account_id: string }[];
    return revoked?.account_id;
  }

  /** Deletes up to `limit` families whose last token is expired; returns how many. */
  async deleteExpired(limit: number): Promise<number> {
    const rows: { count: number }[] = await this.#families.query(deleteExpired, [limit]);
    return rows[0]?.count ?? 0;
  }
}

/** Whoever reads the database cannot use what it holds. A plain hash does: nobody can guess 256 bits. */
function hashOf({ text }: RefreshToken): Buffer {
  return hash('sha256', text, 'buffer');
}
