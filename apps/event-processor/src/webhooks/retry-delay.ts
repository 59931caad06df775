const firstMs = 1_000;
const maxMs = 5 * 60 * 1000;

/**
 * Time from failed attempt number `attempt` (from 1) to the next: about 1 s, doubling, at most 5 min. Half of it is
 * random, so that those who failed together do not come back together.
 */
export function retryDelayMs(attempt: number, random: () => number = Math.random): number {
  const ceilingMs = Math.min(maxMs, firstMs * 2 ** Math.min(attempt - 1, 30));
  return Math.round(ceilingMs * (0.5 + random() / 2));
}
