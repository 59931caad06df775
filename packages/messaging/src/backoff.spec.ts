import { describe, expect, it } from 'vitest';
import { backoffMs } from './backoff.js';

const backoff = { firstMs: 1_000, maxMs: 300_000 };

describe('backoffMs', () => {
  it('doubles up to its maximum', () => {
    const longest = [1, 2, 3, 8, 9, 10, 1_000_000].map((attempt) => backoffMs(backoff, attempt, () => 1));
    expect(longest).toEqual([1_000, 2_000, 4_000, 128_000, 256_000, 300_000, 300_000]);
  });

  it('randomises half of the delay', () => {
    expect(backoffMs(backoff, 3, () => 0)).toBe(2_000);
    expect(new Set(Array.from({ length: 20 }, () => backoffMs(backoff, 10))).size).toBeGreaterThan(1);
  });
});
