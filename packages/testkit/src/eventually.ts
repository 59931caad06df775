import { setTimeout as delay } from 'node:timers/promises';

/**
 * Waits until `check` passes, that is, neither throws nor returns false, null or undefined, and returns its result.
 * @throws the last failure after `withinMs`, which is long: it ends a failing test and does not judge the speed of a
 * machine
 */
export async function eventually<T>(
  check: () => T | Promise<T>,
  { withinMs = 120_000, everyMs = 20 }: { withinMs?: number; everyMs?: number } = {},
): Promise<Exclude<T, false | null | undefined>> {
  // A monotonic clock: tests may set the date, and the system may correct it.
  const deadlineMs = performance.now() + withinMs;
  for (;;) {
    let failure: unknown;
    try {
      const result = await check();
      if (result !== false && result !== undefined && result !== null) {
        return result as Exclude<T, false | null | undefined>;
      }
      failure = new Error(`still ${String(result)} after ${withinMs} ms: ${check.toString()}`);
    } catch (error) {
      failure = error;
    }
    if (performance.now() > deadlineMs) throw failure;
    await delay(everyMs);
  }
}
