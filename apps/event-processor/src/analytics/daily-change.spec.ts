import { describe, expect, it } from 'vitest';
import { dailyChanges } from './daily-change.js';

const order = (createdAt: string, currency = 'EUR', totalMinor = 100) => ({ createdAt, currency, totalMinor });
const none = { created: 0, processed: 0, cancelled: 0, undeliverable: 0, revenueMinor: 0n };

describe('dailyChanges', () => {
  it('returns one change per day and currency', () => {
    const changes = dailyChanges('created', [
      order('2026-03-01T08:00:00.000Z', 'EUR', 1),
      order('2026-03-01T09:00:00.000Z', 'USD', 20),
      order('2026-03-02T00:00:00.000Z', 'EUR', 300),
      order('2026-03-01T23:59:59.999Z', 'EUR', 4_000),
    ]);
    expect(changes).toEqual([
      { ...none, day: '2026-03-01', currency: 'EUR', created: 2, revenueMinor: 4_001n },
      { ...none, day: '2026-03-01', currency: 'USD', created: 1, revenueMinor: 20n },
      { ...none, day: '2026-03-02', currency: 'EUR', created: 1, revenueMinor: 300n },
    ]);
  });

  it('stays exact beyond the safe integers', () => {
    const largest = Number.MAX_SAFE_INTEGER;
    const [change] = dailyChanges(
      'created',
      Array.from({ length: 3 }, () => order('2026-03-01T08:00:00Z', 'EUR', largest)),
    );
    expect(change?.revenueMinor).toBe(BigInt(largest) * 3n);
  });

  it.each(['processed', 'cancelled'] as const)(
    'removes an order that is %s later from the undeliverable ones',
    (fact) => {
      const [day, currency] = ['2026-03-01', 'EUR'];
      const orders = (['pending', 'undeliverable', undefined] as const).map((previousStatus) => ({
        ...order(day),
        previousStatus,
      }));
      expect(dailyChanges(fact, orders)).toEqual([{ ...none, day, currency, [fact]: 3, undeliverable: -1 }]);
    },
  );

  it('returns nothing without events', () => {
    expect(dailyChanges('created', [])).toEqual([]);
  });
});
