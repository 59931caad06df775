export interface CircuitOptions {
  /** Failures in a row after which the other side counts as down. */
  readonly failuresMax: number;
  /** Time between probes while it is down. */
  readonly probeIntervalMs: number;
}

/**
 * Keeps requests from a service that is down, ours or another's: after some failures in a row only one probe per
 * interval is sent, until one is answered. Meanwhile a backlog costs nothing, and nobody waits in vain. A service that
 * asks for a pause gets it, and one whose endpoint is gone gets nothing more from this process.
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

  /** How many requests may be sent now. */
  allowance(nowMs: number): number {
    if (this.#isGone || this.isPaused(nowMs)) return 0;
    if (!this.isOpen) return Infinity;
    return nowMs >= this.#nextProbeAtMs ? 1 : 0;
  }

  /** Call for each request that is sent. */
  sent(nowMs: number): void {
    if (this.isOpen) this.#nextProbeAtMs = nowMs + this.#options.probeIntervalMs;
  }

  /** The other side answered, be it with a no: it is up. */
  answered(): void {
    this.#failures = 0;
  }

  failed(nowMs: number): void {
    this.#failures += 1;
    if (this.#failures === this.#options.failuresMax) this.#nextProbeAtMs = nowMs + this.#options.probeIntervalMs;
  }

  /** Sends nothing for so long; then a probe comes first, so that a server with too much to do is not met by all at once. */
  pause(nowMs: number, pauseMs: number): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, nowMs + pauseMs);
    this.#failures = Math.max(this.#failures, this.#options.failuresMax);
  }

  /** The other side wants no requests at this address any more. */
  gone(): void {
    this.#isGone = true;
  }
}
