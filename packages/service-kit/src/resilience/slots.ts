/** There is no slot, and none was free in time. Nothing was begun, so trying again does no harm. */
export class NoSlotError extends Error {
  override readonly name = 'NoSlotError';
}

export interface SlotsOptions {
  readonly runningMax: number;
  /** Most that wait in one lane. */
  readonly waitingMax: number;
}

export interface Wait {
  /** Lanes take turns, so a crowd in one lengthens the wait in another by one turn and no more. */
  readonly lane?: string;
  readonly timeoutMs: number;
  /** Aborts when the result is no longer wanted: the wait then ends, and the place goes to the next. */
  readonly signal: AbortSignal;
}

/** Lets a bounded number of tasks run at once and a bounded number wait for a bounded time, in order of arrival. */
export class Slots {
  readonly #waitingMax: number;
  /** Those who wait, by lane; the lane whose turn is next comes first. */
  readonly #lanes = new Map<string, Set<() => void>>();
  #free: number;

  constructor({ runningMax, waitingMax }: SlotsOptions) {
    this.#free = runningMax;
    this.#waitingMax = waitingMax;
  }

  /** Takes a slot, if one is free now. Whoever has taken a slot calls `release`. */
  tryTake(): boolean {
    if (this.#free === 0) return false;
    this.#free -= 1;
    return true;
  }

  /**
   * Takes a slot, and waits for it if there is none.
   *
   * @throws NoSlotError at once when too many wait in the lane, or when the time is over; the signal's reason when it
   * aborts
   */
  async take({ lane = 'all', timeoutMs, signal }: Wait): Promise<void> {
    if (this.tryTake()) return;
    signal.throwIfAborted();
    const waiting = this.#waitingIn(lane);
    if (waiting.size >= this.#waitingMax) throw new NoSlotError('All slots are taken, and the queue for them is full');
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    // Out of the queue at once, not when the promise's callbacks run: a slot released in between would be lost.
    const giveUp = (reason: unknown) => {
      waiting.delete(resolve);
      reject(reason);
    };
    const onAbort = () => giveUp(signal.reason);
    const timer = setTimeout(
      () => giveUp(new NoSlotError(`No slot was free within ${Math.round(timeoutMs)} ms`)),
      timeoutMs,
    );
    signal.addEventListener('abort', onAbort);
    waiting.add(resolve);
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    }
  }

  release(): void {
    for (const [lane, waiting] of this.#lanes) {
      const [next] = waiting;
      if (next === undefined) continue;
      waiting.delete(next);
      this.#lanes.delete(lane);
      this.#lanes.set(lane, waiting);
      // The slot passes from hand to hand, so that no newcomer can slip in before those who wait.
      next();
      return;
    }
    this.#free += 1;
  }

  #waitingIn(lane: string): Set<() => void> {
    const waiting = this.#lanes.get(lane) ?? new Set();
    this.#lanes.set(lane, waiting);
    return waiting;
  }
}
