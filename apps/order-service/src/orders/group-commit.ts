import { isTransient } from '@fairway/messaging';
import { Problem } from '@fairway/service-kit';
import { type Context, context, ROOT_CONTEXT } from '@opentelemetry/api';

interface Call<Input, Output> {
  readonly input: Input;
  readonly sinceMs: number;
  readonly trace: Context;
  readonly resolve: (output: Output) => void;
  readonly reject: (error: unknown) => void;
}

export interface GroupCommitLimits {
  readonly sizeMax: number;
  readonly runningMax: number;
  readonly waitingMax: number;
  readonly waitMaxMs: number;
}

/**
 * Lets concurrent calls share one statement: while `runningMax` batches are running, further calls join the next one.
 * Under load this saves most of the cost of a write (round trip, planning, commit); a single call does not wait. When
 * the database cannot keep up, callers must not wait without limit: beyond `waitingMax` calls, and after `waitMaxMs`, a
 * call that has not started ends with 503 and writes nothing.
 */
export class GroupCommit<Input, Output> {
  readonly #run: (inputs: readonly Input[]) => Promise<readonly Output[]>;
  readonly #waiting: Call<Input, Output>[] = [];
  readonly #limits: GroupCommitLimits;
  #expiry: NodeJS.Timeout | undefined;
  #running = 0;

  /** `run` returns one output for each input, in order, and does all or nothing. */
  constructor(run: (inputs: readonly Input[]) => Promise<readonly Output[]>, limits: GroupCommitLimits) {
    this.#run = run;
    this.#limits = limits;
  }

  call(input: Input): Promise<Output> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.length >= this.#limits.waitingMax) {
        reject(overloaded());
        return;
      }
      this.#waiting.push({ input, sinceMs: performance.now(), trace: context.active(), resolve, reject });
      // Deferred, so that requests of the same turn of the event loop join.
      setImmediate(() => this.#startBatches());
    });
  }

  #startBatches(): void {
    while (this.#running < this.#limits.runningMax && this.#waiting.length > 0) {
      this.#running += 1;
      const batch = this.#waiting.splice(0, this.#limits.sizeMax);
      // In the trace of its first call, not in that of an earlier batch, whose end starts this one.
      void context
        .with(batch[0]?.trace ?? ROOT_CONTEXT, () => this.#settle(batch))
        .finally(() => {
          this.#running -= 1;
          this.#startBatches();
        });
    }
    this.#expireLater();
  }

  #expireLater(): void {
    const [oldest] = this.#waiting;
    if (oldest === undefined || this.#expiry !== undefined) return;
    this.#expiry = setTimeout(
      () => {
        this.#expiry = undefined;
        const expiredBeforeMs = performance.now() - this.#limits.waitMaxMs;
        const kept = this.#waiting.findIndex(({ sinceMs }) => sinceMs > expiredBeforeMs);
        const expired = this.#waiting.splice(0, kept === -1 ? this.#waiting.length : kept);
        for (const { reject } of expired) reject(overloaded());
        this.#expireLater();
      },
      Math.max(1, oldest.sinceMs + this.#limits.waitMaxMs - performance.now()),
    );
  }

  async #settle(batch: readonly Call<Input, Output>[]): Promise<void> {
    try {
      const outputs = await this.#run(batch.map(({ input }) => input));
      for (const [index, { resolve }] of batch.entries()) resolve(outputs[index] as Output);
    } catch (error) {
      // During an outage, retrying each call alone would only add up their waits.
      if (batch.length === 1 || isTransient(error)) {
        for (const { reject } of batch) reject(error);
        return;
      }
      // One bad call must neither fail nor delay its neighbours: by halving it is alone after a few statements.
      const middle = Math.ceil(batch.length / 2);
      await this.#settle(batch.slice(0, middle));
      await this.#settle(batch.slice(middle));
    }
  }
}

function overloaded(): Problem {
  const detail =
    'More orders arrive than the database can take at the moment. Try again with the same Idempotency-Key.';
  return new Problem('service_unavailable', { detail });
}
