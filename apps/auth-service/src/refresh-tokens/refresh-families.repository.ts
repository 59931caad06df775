import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import type { Account } from '../accounts/account.js';
import { RefreshFamilyEntity } from './refresh-family.entity.js';
import {
  familyLifetimeSeconds,
  graceSeconds,
  hashOf,
  idleLifetimeSeconds,
  type RefreshToken,
  seal,
  sharedHashOf,
  unseal,
} from './refresh-token.js';

export type TokenOwner = Pick<Account, 'id' | 'roles'>;

/*
 * Sign-ins of one account take turns by this lock, with each other and with a change of its password or its disabling.
 * Whichever comes first is visible here: a login that has verified the old password gets no session.
 */
const lockAccount = `
  SELECT 1 FROM accounts WHERE id = $1 AND password_version = $2 AND disabled_at IS NULL FOR NO KEY UPDATE`;

const insertFamily = `
  WITH crowded_out AS (
    DELETE FROM refresh_families WHERE id IN (
      SELECT id FROM refresh_families WHERE account_id = $2 ORDER BY last_used_at DESC OFFSET $8::integer - 1
    )
  )
  INSERT INTO refresh_families (id, account_id, token_hash, secret_hash, client, ends_at, expires_at)
  VALUES ($1, $2, $3, $4, $5, now() + make_interval(secs => $6), now() + make_interval(secs => $7))`;

/*
 * One statement decides who may use a token. Concurrent uses serialise on the row: the first one changes the hash, and
 * for the others the condition no longer holds. The roles are the current ones, not those of the sign-in.
 */
const rotateToken = `
  UPDATE refresh_families AS family
  SET token_hash = $3, previous_hash = $2, secret_hash = $4, sealed_newest = $5,
      last_used_at = now(), expires_at = least(ends_at, now() + make_interval(secs => $6))
  FROM accounts AS account
  WHERE family.id = $1 AND token_hash = $2 AND expires_at > now() AND account.id = account_id AND disabled_at IS NULL
  RETURNING account.id, account.roles`;

const selectNewest = `
  SELECT account.id, account.roles, sealed_newest, token_hash
  FROM refresh_families AS family JOIN accounts AS account ON account.id = account_id
  WHERE family.id = $1 AND previous_hash = $2 AND last_used_at > now() - make_interval(secs => $3)
    AND expires_at > now() AND disabled_at IS NULL`;

const deleteIfUsed = `
  DELETE FROM refresh_families WHERE id = $1 AND token_hash <> $2 AND secret_hash = $3 RETURNING account_id`;

const deleteByToken = `
  DELETE FROM refresh_families WHERE id = $1 AND (token_hash = $2 OR secret_hash = $3) RETURNING account_id`;

const deleteExpired = `
  WITH deleted AS (
    DELETE FROM refresh_families WHERE id IN (
      SELECT id FROM refresh_families WHERE expires_at < now() LIMIT $1 FOR UPDATE SKIP LOCKED
    ) RETURNING 1
  )
  SELECT count(*)::integer AS count FROM deleted`;

/** Maximum number of sessions per account. When one more begins, the least recently used one ends. */
const sessionsMax = 100;

@Injectable()
export class RefreshFamiliesRepository {
  readonly #families: Repository<RefreshFamilyEntity>;

  constructor(@InjectRepository(RefreshFamilyEntity) families: Repository<RefreshFamilyEntity>) {
    this.#families = families;
  }

  /** Starts a family. False when the account's password was changed, or the account disabled, since it was read. */
  start(
    { id, passwordVersion }: Pick<Account, 'id' | 'passwordVersion'>,
    token: RefreshToken,
    client: string | null,
  ): Promise<boolean> {
    return this.#families.manager.transaction(async (manager) => {
      const locked: unknown[] = await manager.query(lockAccount, [id, passwordVersion]);
      if (locked.length === 0) return false;
      await manager.query(insertFamily, [
        token.familyId,
        id,
        hashOf(token),
        sharedHashOf(token),
        client,
        familyLifetimeSeconds,
        idleLifetimeSeconds,
        sessionsMax,
      ]);
      return true;
    });
  }

  /** Replaces `used` by `next`; undefined, without any change, when `used` is not usable. */
  async rotate(used: RefreshToken, next: RefreshToken): Promise<TokenOwner | undefined> {
    const [owners] = await this.#families.query<[TokenOwner[], number]>(rotateToken, [
      used.familyId,
      hashOf(used),
      hashOf(next),
      sharedHashOf(used),
      seal(next, used),
      idleLifetimeSeconds,
    ]);
    return owners[0];
  }

  /** The family's newest token, for the holder of the previous one, while that was used a moment ago. */
  async newestAfter(used: RefreshToken): Promise<{ owner: TokenOwner; newest: RefreshToken } | undefined> {
    const rows: (TokenOwner & { sealed_newest: Buffer; token_hash: Buffer })[] = await this.#families.query(
      selectNewest,
      [used.familyId, hashOf(used), graceSeconds],
    );
    const [row] = rows;
    if (row === undefined) return undefined;
    const newest = unseal(row.sealed_newest, used);
    // A replica of an older version may have used it since, without recording that.
    return hashOf(newest).equals(row.token_hash) ? { owner: { id: row.id, roles: row.roles }, newest } : undefined;
  }

  /** Ends the family when the token was its newest once, and returns its account. */
  async endIfUsed(token: RefreshToken): Promise<string | undefined> {
    return this.#endedOwner(deleteIfUsed, token);
  }

  /** Ends the family that the token belongs or belonged to, and returns its account. */
  async endByToken(token: RefreshToken): Promise<string | undefined> {
    return this.#endedOwner(deleteByToken, token);
  }

  async #endedOwner(statement: string, token: RefreshToken): Promise<string | undefined> {
    const [ended] = await this.#families.query<[{ account_id: string }[], number]>(statement, [
      token.familyId,
      hashOf(token),
      sharedHashOf(token),
    ]);
    return ended[0]?.account_id;
  }

  /** Deletes up to `limit` families whose last token has expired and returns their number. */
  async deleteExpired(limit: number): Promise<number> {
    const rows: { count: number }[] = await this.#families.query(deleteExpired, [limit]);
    return rows[0]?.count ?? 0;
  }
}
