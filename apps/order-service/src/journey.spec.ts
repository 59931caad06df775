import { describe, expect, it } from 'vitest';
import { partOf } from './journey.js';

const at = (ms: number) => new Date(Date.UTC(2026, 0, 1) + ms);
const pending = {
  userId: 'u',
  status: 'pending',
  currency: 'EUR',
  totalMinor: '5990',
  createdAt: at(3),
  processedAt: null,
  cancelledAt: null,
  undeliverableAt: null,
} as const;
const part = (changes: Partial<Parameters<typeof partOf>[0]> = {}) =>
  partOf({ ...pending, ...changes }, { age: () => '10.0 s' });

describe('order-service’s part of an order’s journey', () => {
  it('waits for a pending order', () => {
    expect(part()).toEqual({
      status: 'pending',
      isOpen: true,
      startedAt: at(3),
      relatedKeys: ['u'],
      hops: [{ at: at(3), kind: 'row', what: 'orders: pending, 59.90 EUR' }],
      wrote: ['order.created'],
      missing: ['order still pending after 10.0 s'],
    });
  });

  it.each([
    ['EUR', '5', '0.05 EUR'],
    ['JPY', '5280', '5280 JPY'],
    ['KWD', '12345', '12.345 KWD'],
    ['EUR', '9007199254740993123', '90071992547409931.23 EUR'],
  ])('has the amount in the unit of %s', (currency, totalMinor, shown) => {
    expect(part({ currency, totalMinor }).hops[0]?.what).toBe(`orders: pending, ${shown}`);
  });

  it.each([
    [{ status: 'processed', processedAt: at(30) }, false, ['orders: processed'], ['order.created', 'order.processed']],
    [{ status: 'cancelled', cancelledAt: at(20) }, false, ['orders: cancelled'], ['order.created', 'order.cancelled']],
    [
      { status: 'undeliverable', undeliverableAt: at(40) },
      true,
      ['orders: undeliverable'],
      ['order.created', 'order.undeliverable'],
    ],
    [
      { status: 'processed', undeliverableAt: at(40), processedAt: at(50) },
      false,
      ['orders: processed', 'orders: undeliverable'],
      ['order.created', 'order.undeliverable', 'order.processed'],
    ],
  ] as const)('names the events that belong to %j', (changes, isOpen, hops, wrote) => {
    const {
      hops: [, ...later],
      ...rest
    } = part(changes);
    expect(later.map(({ what }) => what)).toEqual(hops);
    expect(rest).toMatchObject({ isOpen, wrote, missing: [] });
  });
});
