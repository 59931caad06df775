import { describe, expect, it } from 'vitest';
import { dailyChanges } from './daily-change.js';

const order = (createdAt: string, currency = 'EUR', totalMinor = 100) => ({ createdAt, currency, totalMinor });

describe('the changes of a batch', () => {
  it('are one per day and currency', () => {
    const changes = dailyChanges([
      order('2026-03-01T08:00:00.000Z', 'EUR', 1),
      order('2026-03-01T09:00:00.000Z', 'USD', 20),
      order('2026-03-02T00:00:00.000Z', 'EUR', 300),
      order('2026-03-01T23:59:59.999Z', 'EUR', 4_000),
    ]);
    expect(changes).toEqual([
      { day: '2026-03-01', currency: 'EUR', orders: 2, totalMinor: 4_001n },
      { day: '2026-03-01', currency: 'USD', orders: 1, totalMinor: 20n },
      { day: '2026-03-02', currency: 'EUR', orders: 1, totalMinor: 300n },
    ]);
  });

  it('stay exact beyond what a number can hold', () => {
    const largest = Number.MAX_SAFE_INTEGER;
    const [change] = dailyChanges(Array.from({ length: 3 }, () => order('2026-03-01T08:00:00Z', 'EUR', largest)));
    expect(change?.totalMinor).toBe(BigInt(largest) * 3n);
  });

  it('are none without events', () => {
    expect(dailyChanges([])).toEqual([]);
  });
});
