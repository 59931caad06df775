export class NoSlotError extends Error {
  override readonly name = 'NoSlotError';

  constructor() {
    super('All slots are taken, and the queue for them is full');
  }
}

/** Lets a bounded number of tasks run at once and a bounded number wait, first come, first served. */
export class Slots {
  readonly #waiting: (() => void)[] = [];
  readonly #waitingMax: number;
  #free: number;

  constructor({ runningMax, waitingMax }: { runningMax: number; waitingMax: number }) {
    this.#free = runningMax;
    this.#waitingMax = waitingMax;
  }

  /** @throws NoSlotError at once, when nobody may wait any more */
  async run<Result>(task: () => Promise<Result>): Promise<Result> {
    if (this.#free > 0) this.#free -= 1;
    else await this.#wait();
    try {
      return await task();
    } finally {
      const next = this.#waiting.shift();
      // The slot passes from hand to hand, so that no newcomer can slip in before those who wait.
      if (next === undefined) this.#free += 1;
      else next();
    }
  }

  #wait(): Promise<void> {
    if (this.#waiting.length >= this.#waitingMax) throw new NoSlotError();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
