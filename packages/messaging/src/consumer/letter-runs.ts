import { consumerPaused } from '../metrics.js';

export interface PausedType {
  readonly type: string;
  /** Why its last event failed. */
  readonly cause: string;
}

interface Run {
  handled: number;
  /** Keys with a dead letter since an event of the type was last handled. */
  readonly keys: Set<string>;
  cause: string | undefined;
}

/**
 * Number of different keys in a row. Three events of one broken order are one key; ten different keys share only the
 * handler.
 */
const keysMax = 10;

/**
 * Tells a poison event from a service that fails on every event of a type (ADR 23). When events of `keysMax` different
 * keys in a row have become dead letters, the type is paused: its events are retried without limit, and none becomes a
 * dead letter, until one of them is handled.
 */
export class LetterRuns {
  readonly #runs = new Map<string, Run>();

  /** The number of handled events of the type; recorded when an event first fails, for `admits`. */
  handledCount(type: string): number {
    return this.#of(type).handled;
  }

  /** @returns whether this ends a pause */
  handled(type: string): boolean {
    const run = this.#of(type);
    run.handled += 1;
    if (run.keys.size === 0) return false;
    run.keys.clear();
    const wasPaused = run.cause !== undefined;
    run.cause = undefined;
    if (wasPaused) consumerPaused.set({ type }, 0);
    return wasPaused;
  }

  /**
   * Whether an event that failed all its tries may become a dead letter. Always when other events of its type were
   * handled meanwhile: the service works, so the event is at fault.
   * @param handledBefore `handledCount` at its first failure
   */
  admits(type: string, key: string, handledBefore: number, cause: string): boolean {
    const run = this.#of(type);
    if (run.handled > handledBefore) return true;
    if (run.cause === undefined && (run.keys.size < keysMax || run.keys.has(key))) {
      run.keys.add(key);
      return true;
    }
    run.cause = cause;
    consumerPaused.set({ type }, 1);
    return false;
  }

  isPaused(type: string): boolean {
    return this.#of(type).cause !== undefined;
  }

  paused(): PausedType[] {
    return [...this.#runs].flatMap(([type, { cause }]) => (cause === undefined ? [] : [{ type, cause }]));
  }

  #of(type: string): Run {
    const run = this.#runs.get(type) ?? { handled: 0, keys: new Set<string>(), cause: undefined };
    this.#runs.set(type, run);
    return run;
  }
}
