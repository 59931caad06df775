import { backoffMs } from '@fairway/messaging';

const backoff = { firstMs: 500, maxMs: 30_000 };
const windowMs = 120_000;
const crashesInWindow = 5;

/**
 * Decides when a crashed process is restarted: after 0.5 s, then twice as long each time up to 30 s, and not at all
 * after five crashes in two minutes. Two quiet minutes reset the count.
 */
export class RestartPolicy {
  #crashesMs: number[] = [];
  #streak = 0;

  /** The delay before the next start; undefined when the process is given up. */
  delayAfterCrashMs(nowMs: number): number | undefined {
    const lastMs = this.#crashesMs.at(-1);
    if (lastMs === undefined || nowMs - lastMs > windowMs) this.#streak = 0;
    this.#crashesMs = [...this.#crashesMs.filter((crashMs) => nowMs - crashMs <= windowMs), nowMs];
    this.#streak += 1;
    if (this.#crashesMs.length >= crashesInWindow) return undefined;
    // No jitter: one supervisor restarts one process, so there is no crowd to spread.
    return backoffMs(backoff, this.#streak, () => 1);
  }
}
