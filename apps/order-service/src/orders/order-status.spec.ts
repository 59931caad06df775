import { describe, expect, it } from 'vitest';
import { type Order, placeOrder } from './order.js';
import { cancelOrder } from './order-status.js';

const now = new Date('2026-01-02T03:04:05Z');
const { order } = placeOrder({ currency: 'EUR', items: [] }, () => undefined, { id: 'id', userId: 'user', now }) as {
  order: Order;
};

describe('cancelling', () => {
  it.each([
    [
      'pending',
      { kind: 'cancelled', order: { ...order, status: 'cancelled', cancelledAt: now }, previousStatus: 'pending' },
    ],
    [
      'undeliverable',
      {
        kind: 'cancelled',
        order: { ...order, status: 'cancelled', cancelledAt: now },
        previousStatus: 'undeliverable',
      },
    ],
    ['processed', { kind: 'not-cancellable' }],
    ['cancelled', { kind: 'already-cancelled', order: { ...order, status: 'cancelled' } }],
  ] as const)('a %s order: %o', (status, cancellation) => {
    expect(cancelOrder({ ...order, status }, now)).toEqual(cancellation);
  });
});
