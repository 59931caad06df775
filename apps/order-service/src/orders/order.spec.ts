import { describe, expect, it } from 'vitest';
import { cancelOrder, placeOrder } from './order.js';

const facts = { id: '01920000-0000-7000-8000-000000000001', userId: '01920000-0000-7000-8000-000000000002' };
const now = new Date('2026-01-02T03:04:05Z');
const later = new Date('2026-01-02T03:05:00Z');

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
  it('a pending order marks it cancelled', () => {
    expect(cancelOrder(pending, now)).toMatchObject({ status: 'cancelled', cancelledAt: now });
  });

  it('twice changes nothing more', () => {
    const cancelled = cancelOrder(pending, now);
    expect(cancelled && cancelOrder(cancelled, later)).toBe(cancelled);
  });

  it('a processed order is refused', () => {
    expect(cancelOrder({ ...pending, status: 'processed', processedAt: now }, later)).toBeUndefined();
  });
});
