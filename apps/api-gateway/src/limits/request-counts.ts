import { hash, randomBytes } from 'node:crypto';

const windowMs = 60_000;
const rows = 4;
const columns = 65_536;

/** What a caller may still do. */
export interface Allowance {
  readonly allowed: boolean;
  readonly remaining: number;
  /** Seconds until one more request is allowed, or until all are when one is allowed now. */
  readonly resetSeconds: number;
}

/**
 * Counts requests per minute and key, in a fixed 2 MiB. A client with many keys could fill a table, and making room
 * would mean forgetting the counts of keys over their limit. Here each key counts in one cell of each row, and the
 * smallest cell is its count: a key is overcounted only when others share all four of its cells (a count-min sketch). A
 * secret chooses the cells, so a client cannot choose whom to disturb.
 *
 * The minute slides: the previous minute counts for the share of it that has not passed yet. A refused request does not
 * count, so a client that keeps asking is still allowed requests at the limit.
 */
export class RequestCounts {
  readonly #secret = randomBytes(16).toString('hex');
  #current = new Uint32Array(rows * columns);
  #previous = new Uint32Array(rows * columns);
  #startedAtMs = 0;

  /** Counts one request if it is allowed. */
  take(key: string, max: number): Allowance {
    const cells = this.#cellsOf(key);
    const allowance = this.#allowanceOf(cells, max);
    if (!allowance.allowed) return allowance;
    const count = leastOf(this.#current, cells);
    for (const cell of cells) if (this.#current[cell] === count) this.#current[cell] += 1;
    return { ...allowance, remaining: allowance.remaining - 1 };
  }

  /** Like `take`, but counts nothing. */
  peek(key: string, max: number): Allowance {
    return this.#allowanceOf(this.#cellsOf(key), max);
  }

  #allowanceOf(cells: readonly number[], max: number): Allowance {
    const passed = this.#passedShareOfMinute();
    const current = leastOf(this.#current, cells);
    const previous = leastOf(this.#previous, cells);
    const remaining = Math.floor(max - current - previous * (1 - passed));
    if (remaining >= 1) return { allowed: true, remaining, resetSeconds: secondsOf(1 - passed) };
    // When enough of the older count has expired: in this minute, or in the next, when the current count is the older
    // one.
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
