import type { ClaimedDelivery } from './webhook-delivery.js';

// A row is seen some time after it is due: its transaction has to commit, or a try of the same order to end.
const marginMs = 10_000;
const fullLookIntervalMs = 10_000;

/**
 * Where a claim begins to look for deliveries that were never tried. While an old snapshot is open anywhere in the database, as
 * for a backup, the index keeps its entries of deliveries that are over, and a claim from the beginning walks them all
 * (measured: 60 ms for 100,000). So it begins shortly before the last that was claimed, and now and then at the
 * beginning: for rows whose sender is gone, or that came later than the margin.
 */
export class ClaimStart {
  #lastDueMs: number | undefined;
  #nextFullLookAtMs = 0;

  /** Call for each claim. */
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
