import { usageOf } from './process-usage.js';

const SAMPLE_MS = 500;

export interface OwnTimeOptions {
  readonly limitMs: number;
  /** A value that changes whenever the process makes progress; the count then starts again. */
  readonly progress?: () => unknown;
}

/**
 * Measures how much of its own time a process and its descendants have spent: time in which they computed or waited for
 * an event. Time without a processor or disk does not count, so a busy machine only makes everything take longer. A
 * process that uses no processor at all always spends its time: one that hangs in a disk or was stopped is found as
 * well.
 */
export class OwnTime implements Disposable {
  /** Resolves when the limit is reached. */
  readonly spent: Promise<'spent'>;
  readonly #pid: number;
  readonly #options: OwnTimeOptions;
  readonly #startedAtMs = performance.now();
  readonly #timer: NodeJS.Timeout;
  readonly #reached: (outcome: 'spent') => void;
  #sampling = false;
  #sampledAtMs = performance.now();
  #cpuMs = 0;
  #ownMs = 0;
  #stillMs = 0;
  #progress: unknown;
  #isSpent = false;

  constructor(pid: number, options: OwnTimeOptions) {
    const { promise, resolve } = Promise.withResolvers<'spent'>();
    this.spent = promise;
    this.#reached = resolve;
    this.#pid = pid;
    this.#options = options;
    this.#progress = options.progress?.();
    // Keeps the event loop alive, which the process itself does not, because a caller waits for it.
    this.#timer = setInterval(() => void this.#sample(), SAMPLE_MS);
  }

  get isSpent(): boolean {
    return this.#isSpent;
  }

  /** `within 60 s of its own time (3.1 s of CPU time in 412 s)` */
  toString(): string {
    const seconds = (ms: number) => `${Number((ms / 1_000).toFixed(1))} s`;
    const wall = seconds(performance.now() - this.#startedAtMs);
    return `within ${seconds(this.#options.limitMs)} of its own time (${seconds(this.#cpuMs)} of CPU time in ${wall})`;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  async #sample(): Promise<void> {
    if (this.#sampling) return;
    this.#sampling = true;
    const usage = await usageOf(this.#pid).catch(() => undefined);
    this.#sampling = false;
    const nowMs = performance.now();
    // A longer gap means that this process itself got no processor.
    const passedMs = Math.min(nowMs - this.#sampledAtMs, 2 * SAMPLE_MS);
    this.#sampledAtMs = nowMs;
    if (usage === undefined) return;
    const usedMs = Math.max(0, usage.cpuMs - this.#cpuMs);
    this.#cpuMs = usage.cpuMs;
    this.#ownMs += usage.runnable ? Math.min(usedMs, passedMs) : passedMs;
    this.#stillMs = usedMs > 0 ? 0 : this.#stillMs + passedMs;
    const progress = this.#options.progress?.();
    if (progress !== this.#progress) this.#ownMs = this.#stillMs = 0;
    this.#progress = progress;
    if (Math.max(this.#ownMs, this.#stillMs) < this.#options.limitMs) return;
    this.#isSpent = true;
    this.#reached('spent');
  }
}
