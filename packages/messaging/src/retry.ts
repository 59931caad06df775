import { type Backoff, backoffMs } from './backoff.js';
import { Pause } from './pause.js';

export interface RetryOptions {
  readonly backoff: Backoff;
  /** Called for each failure, before the wait for the next try. */
  readonly onFailure: (error: unknown, retryMs: number) => void;
  /** Ends when the result is no longer needed; without it only success ends the retries. */
  readonly pause?: Pause;
}

/** Tries until it succeeds, at growing intervals; undefined when `pause` ended first. */
export async function retry<T>(work: () => Promise<T>, options: RetryOptions & { readonly pause?: never }): Promise<T>;
export async function retry<T>(work: () => Promise<T>, options: RetryOptions): Promise<T | undefined>;
export async function retry<T>(
  work: () => Promise<T>,
  { backoff, onFailure, pause = new Pause() }: RetryOptions,
): Promise<T | undefined> {
  for (let failures = 0; !pause.ended;) {
    try {
      return await work();
    } catch (error) {
      failures += 1;
      const retryMs = backoffMs(backoff, failures);
      onFailure(error, retryMs);
      await pause.wait(retryMs);
    }
  }
  return undefined;
}
