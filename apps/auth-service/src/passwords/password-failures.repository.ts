import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { failureWindowSeconds, type Subject } from './password-attempt.js';
import { PasswordFailureEntity } from './password-failure.entity.js';

/*
 * For each subject the failure that must leave the window before there is room for one more; the answer is how long the
 * last of them takes. Reads at most `failures_max` entries of the index per subject.
 */
const secondsUntilAllowed = `
  SELECT ceil(extract(epoch FROM max(failed_at) + make_interval(secs => $3) - now()))::integer AS seconds
  FROM unnest($1::bytea[], $2::integer[]) AS subjects (digest, failures_max)
  CROSS JOIN LATERAL (
    SELECT failed_at FROM login_failures
    WHERE subject = digest AND failed_at > now() - make_interval(secs => $3)
    ORDER BY failed_at DESC OFFSET failures_max - 1 LIMIT 1
  ) AS limiting`;

const deleteOld = `
  WITH deleted AS (
    DELETE FROM login_failures WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM login_failures WHERE failed_at < now() - make_interval(secs => $1) LIMIT $2
    )) RETURNING 1
  )
  SELECT count(*)::integer AS count FROM deleted`;

@Injectable()
export class PasswordFailuresRepository {
  readonly #failures: Repository<PasswordFailureEntity>;

  constructor(@InjectRepository(PasswordFailureEntity) failures: Repository<PasswordFailureEntity>) {
    this.#failures = failures;
  }

  async insert(subjects: readonly Subject[]): Promise<void> {
    await this.#failures.insert(subjects.map(({ digest }) => ({ subject: digest })));
  }

  /** Undefined when none of the subjects has too many failures. */
  async secondsUntilAllowed(subjects: readonly Subject[]): Promise<number | undefined> {
    const rows: { seconds: number | null }[] = await this.#failures.query(secondsUntilAllowed, [
      subjects.map(({ digest }) => digest),
      subjects.map(({ failuresMax }) => failuresMax),
      failureWindowSeconds,
    ]);
    return rows[0]?.seconds ?? undefined;
  }

  /** Deletes up to `limit` failures that no longer count; returns how many. */
  async deleteOld(limit: number): Promise<number> {
    const rows: { count: number }[] = await this.#failures.query(deleteOld, [failureWindowSeconds, limit]);
    return rows[0]?.count ?? 0;
  }
}
