import type { CreateOrder, OrderItem, OrderStatus } from '@fairway/contracts';

export interface Order {
  readonly id: string;
  readonly userId: string;
  readonly status: OrderStatus;
  readonly currency: string;
  /** In the currency's minor unit. */
  readonly totalMinor: number;
  readonly items: readonly OrderItem[];
  readonly createdAt: Date;
  readonly processedAt: Date | null;
  readonly cancelledAt: Date | null;
}

export function placeOrder({ currency, items }: CreateOrder, facts: { id: string; userId: string; now: Date }): Order {
  return {
    id: facts.id,
    userId: facts.userId,
    status: 'pending',
    currency,
    totalMinor: items.reduce((total, { quantity, unitPriceMinor }) => total + quantity * unitPriceMinor, 0),
    items,
    createdAt: facts.now,
    processedAt: null,
    cancelledAt: null,
  };
}

/**
 * The order, cancelled; the same order when it was cancelled before, so that a client may ask twice; undefined when
 * the partner has accepted it already.
 */
export function cancelOrder(order: Order, now: Date): Order | undefined {
  switch (order.status) {
    case 'pending':
      return { ...order, status: 'cancelled', cancelledAt: now };
    case 'cancelled':
      return order;
    case 'processed':
      return undefined;
  }
}
