/** No slot was free in time. No work was started, so a retry is safe. */
export class NoSlotError extends Error {
  override readonly name = 'NoSlotError';
}

export interface SlotsOptions {
  readonly runningMax: number;
  /** Maximum number of waiting callers per lane. */
  readonly waitingMax: number;
}

export interface Wait {
  /** Lanes take turns, so a crowd in one delays another by one turn at most. */
  readonly lane?: string;
  readonly timeoutMs: number;
  /** Aborts the wait when the result is no longer needed; the place goes to the next caller. */
  readonly signal: AbortSignal;
}

/** Runs a bounded number of tasks at once. A bounded number waits for a bounded time, in order of arrival. */
export class Slots {
  readonly #waitingMax: number;
  /** Waiting callers by lane; the lane whose turn is next comes first. */
  readonly #lanes = new Map<string, Set<() => void>>();
  #free: number;

  constructor({ runningMax, waitingMax }: SlotsOptions) {
    this.#free = runningMax;
    this.#waitingMax = waitingMax;
  }

  /** Takes a slot if one is free now. The caller must call `release` afterwards. */
  tryTake(): boolean {
    if (this.#free === 0) return false;
    this.#free -= 1;
    return true;
  }

  /**
   * Takes a slot, waiting for one if needed.
   *
   * @throws NoSlotError at once when too many wait in the lane, or when the time is over; the signal's reason when it
   * aborts
   */
  async take({ lane = 'all', timeoutMs, signal }: Wait): Promise<void> {
    if (this.tryTake()) return;
    signal.throwIfAborted();
    const waiting = this.#waitingIn(lane);
    if (waiting.size >= this.#waitingMax) throw new NoSlotError('All slots are taken and the queue is full');
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    // Leaves the queue at once, not when the promise's callbacks run: a slot released in between would be lost.
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
      // The slot passes directly to the next caller, so a newcomer cannot overtake those who wait.
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
