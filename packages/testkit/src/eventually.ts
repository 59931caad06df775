import { setTimeout as delay } from 'node:timers/promises';

/**
 * Waits until `check` passes, that is, neither throws nor returns false, null or undefined, and gives what it returned.
 * @throws the last failure after `withinMs`: long, for it is there to end a test that fails, not to judge how fast a machine is
 */
export async function eventually<T>(
  check: () => T | Promise<T>,
  { withinMs = 120_000, everyMs = 20 }: { withinMs?: number; everyMs?: number } = {},
): Promise<Exclude<T, false | null | undefined>> {
  // Not by the date, which a test may set, and a clock may correct.
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
