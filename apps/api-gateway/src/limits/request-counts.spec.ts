import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RequestCounts } from './request-counts.js';

const minuteMs = 60_000;

beforeEach(() => vi.useFakeTimers({ toFake: ['Date'], now: 1_000 * minuteMs }));
afterEach(() => vi.useRealTimers());
const pass = (ms: number) => vi.setSystemTime(Date.now() + ms);

const takeMany = (counts: RequestCounts, key: string, times: number, max: number) =>
  Array.from({ length: times }, () => counts.take(key, max)).filter(({ allowed }) => allowed).length;

describe('RequestCounts', () => {
  it('allows requests up to the limit, per key', () => {
    const counts = new RequestCounts();
    expect(counts.take('a', 3)).toEqual({ allowed: true, remaining: 2, resetSeconds: 60 });
    expect(takeMany(counts, 'a', 10, 3)).toBe(2);
    expect(counts.take('a', 3)).toMatchObject({ allowed: false, remaining: 0 });
    expect(counts.take('b', 3).allowed).toBe(true);
  });

  it('does not allow twice as many around the turn of a minute', () => {
    const counts = new RequestCounts();
    pass(minuteMs - 1);
    expect(takeMany(counts, 'a', 10, 5)).toBe(5);
    pass(2);
    expect(counts.take('a', 5).allowed).toBe(false);
  });

  it('allows a request again at the announced time, and not sooner', () => {
    const counts = new RequestCounts();
    for (const startMs of [0, 20_000, 59_000]) {
      pass(startMs);
      takeMany(counts, 'a', 10, 5);
      const { resetSeconds } = counts.peek('a', 5);
      pass((resetSeconds - 1) * 1_000);
      expect(counts.peek('a', 5).allowed).toBe(false);
      pass(1_001);
      expect(counts.peek('a', 5).allowed).toBe(true);
    }
  });

  it('keeps allowing requests at the limit for a client that never pauses', () => {
    const counts = new RequestCounts();
    let allowed = 0;
    for (let second = 0; second < 600; second += 1) {
      allowed += takeMany(counts, 'a', 10, 60);
      pass(1_000);
    }
    expect(allowed).toBeGreaterThan(9 * 60);
    expect(allowed).toBeLessThanOrEqual(11 * 60);
  });

  it('starts over after a pause', () => {
    const counts = new RequestCounts();
    takeMany(counts, 'a', 10, 5);
    pass(3 * minuteMs);
    expect(takeMany(counts, 'a', 10, 5)).toBe(5);
  });

  it('keeps its counts when 50,000 other keys come, and disturbs few of those', () => {
    const counts = new RequestCounts();
    takeMany(counts, 'a', 60, 60);
    let refused = 0;
    for (let key = 0; key < 50_000; key += 1) if (!counts.take(`other ${key}`, 60).allowed) refused += 1;
    expect(counts.take('a', 60).allowed).toBe(false);
    expect(refused).toBeLessThan(5);
  });
});
