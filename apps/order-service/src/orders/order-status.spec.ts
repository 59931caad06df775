import { describe, expect, it } from 'vitest';
import type { Order } from './order.js';
import { cancelOrder } from './order-status.js';

const now = new Date('2026-01-02T03:04:05Z');
const never = { processedAt: null, cancelledAt: null, undeliverableAt: null };
const order: Omit<Order, 'status'> = { id: 'id', userId: 'user', currency: 'EUR', totalMinor: 0, items: [], createdAt: now, ...never };

describe('cancelling', () => {
  it.each([
    ['pending', { kind: 'cancelled', order: { ...order, status: 'cancelled', cancelledAt: now }, previousStatus: 'pending' }],
    ['undeliverable', { kind: 'cancelled', order: { ...order, status: 'cancelled', cancelledAt: now }, previousStatus: 'undeliverable' }],
    ['processed', { kind: 'not-cancellable' }],
    ['cancelled', { kind: 'already-cancelled', order: { ...order, status: 'cancelled' } }],
  ] as const)('a %s order: %o', (status, cancellation) => {
    expect(cancelOrder({ ...order, status }, now)).toEqual(cancellation);
  });
});
