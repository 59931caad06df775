import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import {
  firstDelaySeconds,
  freeFailures,
  type GuessOrigin,
  longestDelaySeconds,
  type Subject,
} from './guess-limits.js';
import { knownSeconds } from './known-networks.repository.js';
import { PasswordFailureEntity } from './password-failure.entity.js';

const forgetSeconds = 3 * 60 * 60;
// A subject that has reached a delay is not forgotten so soon.
const forgetDelayedSeconds = 24 * 60 * 60;

const secondsLeft = 'ceil(extract(epoch FROM max(retry_at) - clock_timestamp()))::integer';

// One statement, because every login needs it twice. It also runs without an account, so that its duration reveals
// nothing.
const selectStanding = `
  SELECT
    (SELECT extract(epoch FROM now() - seen_at)::integer FROM known_networks
      WHERE account_id = $1 AND network = $2 AND seen_at > now() - make_interval(secs => $3)) AS "seenSecondsAgo",
    (SELECT ${secondsLeft} FROM password_failures WHERE subject = $4) AS "pairSeconds",
    (SELECT ${secondsLeft} FROM password_failures WHERE subject = ANY($5::bytea[])) AS "strangersSeconds"`;

/*
 * Counts one failure for each subject that may try now, and returns those. Row locks put concurrent attempts in line;
 * each sees the count and delay of the previous one. In the order of the subjects, so that they cannot deadlock.
 */
const countFailure = `
  INSERT INTO password_failures AS old (subject, free_failures, failures, retry_at, forgotten_at)
  SELECT subject, free_failures, 1, clock_timestamp(), clock_timestamp() + make_interval(secs => $5)
  FROM unnest($1::bytea[], $2::integer[]) AS given (subject, free_failures) ORDER BY subject
  ON CONFLICT (subject) DO UPDATE SET (free_failures, failures, retry_at, forgotten_at) = (
    SELECT EXCLUDED.free_failures, count,
      clock_timestamp() + make_interval(secs => CASE
        WHEN count < EXCLUDED.free_failures THEN 0
        ELSE least($3 * 2 ^ least(count - EXCLUDED.free_failures, 20), $4) END),
      clock_timestamp() + make_interval(secs => CASE WHEN count < EXCLUDED.free_failures THEN $5 ELSE $6 END)
    FROM (SELECT CASE WHEN old.forgotten_at <= clock_timestamp() THEN 1 ELSE old.failures + 1 END AS count) AS counted
  )
  WHERE old.retry_at <= clock_timestamp()
  RETURNING subject, greatest(0, ceil(extract(epoch FROM retry_at - clock_timestamp())))::integer AS "delaySeconds"`;

const deleteForgotten = `
  WITH deleted AS (
    DELETE FROM password_failures WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM password_failures WHERE forgotten_at < now() LIMIT $1
    )) RETURNING 1
  )
  SELECT count(*)::integer AS count FROM deleted`;

// Replicas of the previous version counted there, and may for some minutes. Once none is left, a migration can drop it.
const deleteOfVersionBefore = `
  WITH deleted AS (
    DELETE FROM login_failures WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM login_failures WHERE failed_at < now() - interval '15 minutes' LIMIT $1
    )) RETURNING 1
  )
  SELECT count(*)::integer AS count FROM deleted`;

/** The relation between an account and a network. */
export interface Standing {
  readonly known: boolean;
  readonly seenToday: boolean;
  /** The account's password has failed there since it was last right there. */
  readonly failedBefore: boolean;
  /** Seconds until the next attempt; 0: now. */
  readonly delaySeconds: number;
}

interface StandingRow {
  readonly seenSecondsAgo: number | null;
  readonly pairSeconds: number | null;
  readonly strangersSeconds: number | null;
}

/** Each subject's failures, and the delay that they cause. */
@Injectable()
export class PasswordFailuresRepository {
  readonly #failures: Repository<PasswordFailureEntity>;

  constructor(@InjectRepository(PasswordFailureEntity) failures: Repository<PasswordFailureEntity>) {
    this.#failures = failures;
  }

  async standingOf(accountId: string | undefined, { network, pair, strangers }: GuessOrigin): Promise<Standing> {
    const parameters = [accountId, network, knownSeconds, pair.digest, digestsOf(strangers)];
    const rows: StandingRow[] = await this.#failures.query(selectStanding, parameters);
    const { seenSecondsAgo = null, pairSeconds = null, strangersSeconds = null } = rows[0] ?? {};
    const known = seenSecondsAgo !== null;
    return {
      known,
      seenToday: known && seenSecondsAgo < 24 * 60 * 60,
      failedBefore: pairSeconds !== null,
      delaySeconds: Math.max(0, pairSeconds ?? 0, known ? 0 : (strangersSeconds ?? 0)),
    };
  }

  /**
   * Counts one failure against all subjects, or against none when one of them may not try now.
   * @returns the seconds until all of them may try again; undefined when the failure was not counted
   */
  async count(subjects: readonly Subject[]): Promise<number | undefined> {
    const parameters = [
      digestsOf(subjects),
      subjects.map(({ kind }) => freeFailures[kind]),
      firstDelaySeconds,
      longestDelaySeconds,
      forgetSeconds,
      forgetDelayedSeconds,
    ];
    return this.#failures.manager
      .transaction(async (manager) => {
        const counted: { delaySeconds: number }[] = await manager.query(countFailure, parameters);
        if (counted.length < subjects.length) throw new MustWaitError();
        return Math.max(...counted.map(({ delaySeconds }) => delaySeconds));
      })
      .catch((error: unknown) => {
        if (error instanceof MustWaitError) return undefined;
        throw error;
      });
  }

  async forget({ digest }: Subject): Promise<void> {
    await this.#failures.delete({ subject: digest });
  }

  /** Deletes up to `limit` rows that no longer count and returns their number. */
  deleteForgotten(limit: number): Promise<number> {
    return this.#delete(deleteForgotten, limit);
  }

  deleteOfVersionBefore(limit: number): Promise<number> {
    return this.#delete(deleteOfVersionBefore, limit);
  }

  async #delete(statement: string, limit: number): Promise<number> {
    const rows: { count: number }[] = await this.#failures.query(statement, [limit]);
    return rows[0]?.count ?? 0;
  }
}

/** Rolls back what was counted already. */
class MustWaitError extends Error {}

function digestsOf(subjects: readonly Subject[]): Buffer[] {
  return subjects.map(({ digest }) => digest);
}
