// A partner that asks for days has made a mistake, and its return would be noticed too late.
const pauseMaxMs = 60 * 60 * 1000;

/**
 * The pause that a `Retry-After` header asks for, in seconds or until a date (RFC 9110, 10.2.3), at most an hour; 0
 * without one.
 */
export function retryAfterMs(header: string | string[] | undefined, nowMs: number): number {
  if (typeof header !== 'string') return 0;
  const askedMs = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - nowMs;
  return askedMs > 0 ? Math.min(askedMs, pauseMaxMs) : 0;
}
