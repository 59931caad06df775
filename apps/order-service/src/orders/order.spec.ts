import { describe, expect, it } from 'vitest';
import { placeOrder } from './order.js';

const facts = { id: '01920000-0000-7000-8000-000000000001', userId: '01920000-0000-7000-8000-000000000002' };
const now = new Date('2026-01-02T03:04:05Z');

const prices = new Map([
  ['tea EUR', 250],
  ['cup EUR', 1_199],
  ['sample EUR', 0],
  ['palace EUR', 1_000_000_000],
]);
const place = (...items: [sku: string, quantity: number][]) =>
  placeOrder(
    { currency: 'EUR', items: items.map(([sku, quantity]) => ({ sku, quantity })) },
    (sku, currency) => prices.get(`${sku} ${currency}`),
    { ...facts, now },
  );

describe('a new order', () => {
  it('is pending, keeps the prices and adds them up', () => {
    expect(place(['tea', 3], ['cup', 1], ['sample', 2])).toMatchObject({
      kind: 'placed',
      order: {
        status: 'pending',
        totalMinor: 1_949,
        items: [
          { sku: 'tea', quantity: 3, unitPriceMinor: 250 },
          { sku: 'cup', quantity: 1, unitPriceMinor: 1_199 },
          { sku: 'sample', quantity: 2, unitPriceMinor: 0 },
        ],
        createdAt: now,
        cancelledAt: null,
      },
    });
  });

  it('stays exact at the largest amounts that the contract allows', () => {
    const items = Array.from({ length: 100 }, () => ['palace', 10_000] as [string, number]);
    expect(place(...items)).toMatchObject({ kind: 'placed', order: { totalMinor: 1_000_000_000_000_000 } });
  });

  it('is refused when items have no price, listing all of them', () => {
    expect(place(['tea', 1], ['cake', 1], ['cup', 1], ['pie', 1])).toEqual({
      kind: 'products-unknown',
      places: [1, 3],
    });
  });
});
