import { describe, expect, it } from 'vitest';
import { isCancellable, placeOrder } from './order.js';

const facts = { id: '01920000-0000-7000-8000-000000000001', userId: '01920000-0000-7000-8000-000000000002' };
const now = new Date('2026-01-02T03:04:05Z');

const pending = placeOrder(
  {
    currency: 'EUR',
    items: [
      { sku: 'tea', quantity: 3, unitPriceMinor: 250 },
      { sku: 'cup', quantity: 1, unitPriceMinor: 1_199 },
    ],
  },
  { ...facts, now },
);

describe('a new order', () => {
  it('is pending and adds up', () => {
    expect(pending).toMatchObject({ status: 'pending', totalMinor: 1_949, createdAt: now, cancelledAt: null });
  });

  it('stays exact at the largest amounts that the contract allows', () => {
    const items = Array.from({ length: 100 }, () => ({ sku: 'x', quantity: 10_000, unitPriceMinor: 1_000_000_000 }));
    expect(placeOrder({ currency: 'EUR', items }, { ...facts, now }).totalMinor).toBe(1_000_000_000_000_000);
  });
});

describe('cancelling', () => {
  it.each([
    ['pending', true],
    ['undeliverable', true],
    ['processed', false],
    ['cancelled', false],
  ] as const)('a %s order: %s', (status, cancellable) => {
    expect(isCancellable({ ...pending, status })).toBe(cancellable);
  });
});
