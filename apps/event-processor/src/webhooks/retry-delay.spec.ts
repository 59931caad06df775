import { describe, expect, it } from 'vitest';
import { retryDelayMs } from './retry-delay.js';

describe('the delay before a retry', () => {
  it('doubles from 1 s up to 5 min', () => {
    const longest = [1, 2, 3, 8, 9, 10, 1_000_000].map((attempt) => retryDelayMs(attempt, () => 1));
    expect(longest).toEqual([1_000, 2_000, 4_000, 128_000, 256_000, 300_000, 300_000]);
  });

  it('is half random', () => {
    expect(retryDelayMs(3, () => 0)).toBe(2_000);
    expect(retryDelayMs(3, () => 0.5)).toBe(3_000);
    expect(new Set(Array.from({ length: 20 }, () => retryDelayMs(10))).size).toBeGreaterThan(1);
  });
});
