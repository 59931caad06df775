import { hash, randomBytes } from 'node:crypto';

const windowMs = 60_000;
const rows = 4;
const columns = 65_536;

/** What a caller may still do. */
export interface Allowance {
  readonly allowed: boolean;
  readonly remaining: number;
  /** Until one more request is allowed, or until all are when one is allowed now. */
  readonly resetSeconds: number;
}

/**
 * Counts requests per minute and key, in 2 MiB whatever comes: a client with many keys could fill a table of them, and to
 * make room it would have to forget the counts of those who are over their limit. Here each key counts in one cell of
 * each row, the least of which is believed, and a key is counted too high only when others share all of its four cells
 * (a count-min sketch). Cells are chosen by a secret, so that nobody can choose whom to disturb.
 *
 * The minute slides: of the last minute that began, as much counts as has not passed yet. A request that is refused does
 * not count, so who goes on too fast is not shut out, only slowed down.
 */
export class RequestCounts {
  readonly #secret = randomBytes(16).toString('hex');
  #current = new Uint32Array(rows * columns);
  #previous = new Uint32Array(rows * columns);
  #startedAtMs = 0;

  /** Counts one request, when it is allowed. */
  take(key: string, max: number): Allowance {
    const cells = this.#cellsOf(key);
    const allowance = this.#allowanceOf(cells, max);
    if (!allowance.allowed) return allowance;
    const count = leastOf(this.#current, cells);
    for (const cell of cells) if (this.#current[cell] === count) this.#current[cell] += 1;
    return { ...allowance, remaining: allowance.remaining - 1 };
  }

  /** As `take`, but counts nothing. */
  peek(key: string, max: number): Allowance {
    return this.#allowanceOf(this.#cellsOf(key), max);
  }

  #allowanceOf(cells: readonly number[], max: number): Allowance {
    const passed = this.#passedShareOfMinute();
    const current = leastOf(this.#current, cells);
    const previous = leastOf(this.#previous, cells);
    const remaining = Math.floor(max - current - previous * (1 - passed));
    if (remaining >= 1) return { allowed: true, remaining, resetSeconds: secondsOf(1 - passed) };
    // When enough of the older count has passed: in this minute, or else in the next, when the current is the older one.
    const waitShare = current < max ? 1 - (max - 1 - current) / previous - passed : 2 - passed - (max - 1) / current;
    return { allowed: false, remaining: 0, resetSeconds: Math.max(1, secondsOf(waitShare)) };
  }

  #passedShareOfMinute(): number {
    const nowMs = Date.now();
    const minutes = Math.floor((nowMs - this.#startedAtMs) / windowMs);
    if (minutes !== 0) {
      [this.#current, this.#previous] = [this.#previous, this.#current];
      this.#current.fill(0);
      if (minutes !== 1) this.#previous.fill(0);
      this.#startedAtMs = nowMs - (nowMs % windowMs);
    }
    return (nowMs - this.#startedAtMs) / windowMs;
  }

  #cellsOf(key: string): number[] {
    const digest = hash('sha256', `${this.#secret} ${key}`, 'buffer');
    return Array.from({ length: rows }, (_, row) => row * columns + digest.readUInt16LE(row * 2));
  }
}

function leastOf(counts: Uint32Array, cells: readonly number[]): number {
  return Math.min(...cells.map((cell) => counts[cell] ?? 0));
}

function secondsOf(shareOfMinute: number): number {
  return Math.ceil((shareOfMinute * windowMs) / 1_000);
}
