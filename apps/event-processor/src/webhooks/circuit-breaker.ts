export interface CircuitOptions {
  /** Failures in a row after which the partner counts as down. */
  readonly failuresMax: number;
  /** Time between probes while it is down. */
  readonly probeIntervalMs: number;
}

/**
 * Keeps requests from a partner that is down: after some failures in a row only one probe per interval is sent, until
 * one is answered. Meanwhile the backlog costs nothing, and its deliveries do not run up their retry delays.
 */
export class CircuitBreaker {
  readonly #options: CircuitOptions;
  #failures = 0;
  #nextProbeAtMs = 0;

  constructor(options: CircuitOptions) {
    this.#options = options;
  }

  get isOpen(): boolean {
    return this.#failures >= this.#options.failuresMax;
  }

  /** How many requests may be sent now. */
  allowance(nowMs: number): number {
    if (!this.isOpen) return Infinity;
    return nowMs >= this.#nextProbeAtMs ? 1 : 0;
  }

  /** Call for each request that is sent. */
  sent(nowMs: number): void {
    if (this.isOpen) this.#nextProbeAtMs = nowMs + this.#options.probeIntervalMs;
  }

  /** The partner answered, be it with a no: it is up. */
  answered(): void {
    this.#failures = 0;
  }

  failed(nowMs: number): void {
    this.#failures += 1;
    if (this.#failures === this.#options.failuresMax) this.#nextProbeAtMs = nowMs + this.#options.probeIntervalMs;
  }
}
