import type { Restart } from './restartable-process.js';

/** A part of the run: a server, or a task that ends. */
export interface Step {
  readonly name: string;
  /** Steps that must be ready or done before this one starts, and that stop only after it. */
  readonly after: readonly string[];
  /** Steps that it calls: they may start beside it, but stop only after it. */
  readonly calls?: readonly string[];
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Of a step that runs code of this repository. */
  readonly code?: {
    /** From the root, as built. */
    readonly program: string;
    /** Resolves when the new code is ready. */
    restart(reason: Restart): Promise<void>;
  };
}

export interface Order {
  /** Called when a step starts to wait, and again whenever it waits for fewer steps. */
  onWaiting(step: string, waitingFor: readonly string[]): void;
  /** Once aborted, no further step is started. */
  readonly stopping: AbortSignal;
}

/**
 * Starts each step as soon as those before it are ready, in parallel with all others.
 * @param steps each listed after the steps that it waits for
 * @throws the error of the first failing step; `stopInReverse` must then stop what was started
 */
export async function startInOrder(steps: readonly Step[], { onWaiting, stopping }: Order): Promise<void> {
  const ready = new Map<string, Promise<void>>();
  for (const step of steps) {
    const missing = new Set(step.after);
    const before = step.after.map((name) => {
      const other =
        ready.get(name) ?? Promise.reject(new Error(`${step.name} waits for ${name}, which is not listed before it`));
      return other.then(() => {
        missing.delete(name);
        if (missing.size > 0 && !stopping.aborted) onWaiting(step.name, [...missing]);
      });
    });
    if (missing.size > 0) onWaiting(step.name, [...missing]);
    const started = Promise.all(before).then(() => {
      stopping.throwIfAborted();
      return step.start();
    });
    ready.set(step.name, started);
  }
  await Promise.all(ready.values());
}

/** Stops each step after those that depend on it. Every step is stopped, even if others throw. */
export async function stopInReverse(steps: readonly Step[]): Promise<void> {
  const stopped = new Map<string, Promise<void>>();
  for (const step of steps.toReversed()) {
    const dependents = steps
      .filter(({ after, calls = [] }) => after.includes(step.name) || calls.includes(step.name))
      .map(({ name }) => stopped.get(name));
    stopped.set(
      step.name,
      Promise.allSettled(dependents).then(() => step.stop()),
    );
  }
  await Promise.allSettled(stopped.values());
  await Promise.all(stopped.values());
}
