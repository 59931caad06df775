export interface CircuitOptions {
  /** Consecutive failures after which the other side counts as down. */
  readonly failuresMax: number;
  /** Time between probes while it is down. */
  readonly probeIntervalMs: number;
}

/**
 * Stops requests to a service that is down. After several consecutive failures it sends one probe per interval until a
 * probe is answered, so a backlog costs nothing and callers do not wait in vain. A service that asks for a pause gets
 * it; an endpoint that is gone gets no further request from this process.
 */
export class CircuitBreaker {
  readonly #options: CircuitOptions;
  #failures = 0;
  #nextProbeAtMs = 0;
  #pausedUntilMs = 0;
  #isGone = false;

  constructor(options: CircuitOptions) {
    this.#options = options;
  }

  get isOpen(): boolean {
    return this.#failures >= this.#options.failuresMax;
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  isPaused(nowMs: number): boolean {
    return nowMs < this.#pausedUntilMs;
  }

  /** The number of requests that may be sent now. */
  allowance(nowMs: number): number {
    if (this.#isGone || this.isPaused(nowMs)) return 0;
    if (!this.isOpen) return Infinity;
    return nowMs >= this.#nextProbeAtMs ? 1 : 0;
  }

  /** Call this for each request that is sent. */
  sent(nowMs: number): void {
    if (this.isOpen) this.#nextProbeAtMs = nowMs + this.#options.probeIntervalMs;
  }

  /** Call this for any answer, also a refusal: the other side is up. */
  answered(): void {
    this.#failures = 0;
  }

  failed(nowMs: number): void {
    this.#failures += 1;
    if (this.#failures === this.#options.failuresMax) this.#nextProbeAtMs = nowMs + this.#options.probeIntervalMs;
  }

  /**
   * Sends nothing for this long, then one probe first, so that an overloaded server is not hit by all requests at once.
   */
  pause(nowMs: number, pauseMs: number): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, nowMs + pauseMs);
    this.#failures = Math.max(this.#failures, this.#options.failuresMax);
  }

  /** The other side no longer accepts requests at this address. */
  gone(): void {
    this.#isGone = true;
  }
}
