// Work that comes less often than this is done alone: waiting would only delay it.
const sparsePerSecond = 50;
const longer = 3;
const windowMs = 1_000;

/**
 * How long to gather work before the next transaction for it: three times as long unless it comes one by one. Most of the
 * cost is that of transactions and rounds, not of the work in them (measured: a seventh to a quarter of the CPU time of a
 * request that passes four of them, ADR 62).
 */
export class Gathering {
  readonly #shortMs: number;
  /** A leaky count of the last second. */
  #perSecond = 0;
  #lastMs = 0;

  /** @param shortMs the wait between events that come one by one; 0 for none at any rate */
  constructor(shortMs: number) {
    this.#shortMs = shortMs;
  }

  /** Call this with the amount of work at each start. */
  started(count: number): void {
    const nowMs = performance.now();
    this.#perSecond = this.#perSecond * Math.exp((this.#lastMs - nowMs) / windowMs) + count;
    this.#lastMs = nowMs;
  }

  /** How long to gather before the next start. */
  get waitMs(): number {
    return this.#perSecond > sparsePerSecond ? longer * this.#shortMs : this.#shortMs;
  }
}
