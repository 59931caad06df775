import { setTimeout as delay } from 'node:timers/promises';

/**
 * Waits until `countLeft` returns 0 twice in a row. A slow machine may take its time: this fails only when the count
 * has not reached a new minimum for `stalledAfterMs`. A throwing count is no progress.
 * @param what what is counted, for the error
 */
export async function untilNoneLeft(
  what: string,
  countLeft: () => number | Promise<number>,
  { stalledAfterMs = 300_000, everyMs = 250 }: { stalledAfterMs?: number; everyMs?: number } = {},
): Promise<void> {
  let [least, progressAtMs, noneBefore] = [Infinity, performance.now(), false];
  for (;;) {
    let failure: unknown;
    const left = await Promise.resolve()
      .then(countLeft)
      .catch((error: unknown) => void (failure = error));
    if (left === 0 && noneBefore) return;
    noneBefore = left === 0;
    if (left !== undefined && left < least) [least, progressAtMs] = [left, performance.now()];
    if (performance.now() - progressAtMs > stalledAfterMs) {
      throw new Error(`${what}: ${left ?? 'an unknown number'} left, and no progress for ${stalledAfterMs} ms`, {
        cause: failure,
      });
    }
    await delay(everyMs);
  }
}
