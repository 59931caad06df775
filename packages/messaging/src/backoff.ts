export interface Backoff {
  readonly firstMs: number;
  readonly maxMs: number;
}

/**
 * Delay before try number `attempt` (from 1): doubling, bounded, and with half of it at random, so that
 * many who failed together do not come back together.
 */
export function backoffMs({ firstMs, maxMs }: Backoff, attempt: number, random: () => number = Math.random): number {
  const ceilingMs = Math.min(maxMs, firstMs * 2 ** Math.min(attempt - 1, 30));
  return Math.round(ceilingMs * (0.5 + random() / 2));
}
