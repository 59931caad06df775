import type { ClaimedDelivery } from './webhook-delivery.js';

// A row becomes visible some time after it is due: its transaction has to commit, or another attempt of the same order
// to end.
const marginMs = 10_000;
const fullLookIntervalMs = 10_000;

/**
 * Where a claim starts to look for deliveries that were never attempted. While any old snapshot is open in the
 * database, for example a backup, the index keeps entries of finished deliveries, and a claim from the beginning walks
 * them all (measured: 60 ms for 100,000). So a claim starts shortly before the last claimed delivery, and from time to
 * time at the beginning, for rows whose sender died or that came later than the margin.
 */
export class ClaimStart {
  #lastDueMs: number | undefined;
  #nextFullLookAtMs = 0;

  /** Call this for each claim. */
  next(nowMs: number): Date | '-infinity' {
    if (this.#lastDueMs !== undefined && nowMs < this.#nextFullLookAtMs) return new Date(this.#lastDueMs - marginMs);
    this.#nextFullLookAtMs = nowMs + fullLookIntervalMs;
    return '-infinity';
  }

  claimed(deliveries: readonly ClaimedDelivery[]): void {
    for (const { attempts, dueAt } of deliveries) {
      if (attempts === 0) this.#lastDueMs = Math.max(this.#lastDueMs ?? 0, dueAt.getTime());
    }
  }
}
