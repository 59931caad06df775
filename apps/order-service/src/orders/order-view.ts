import type { OrderView } from '@fairway/contracts';
import type { Order } from './order.js';

/** The order as the public API shows it. */
export function viewOf(order: Order): OrderView {
  return {
    id: order.id,
    status: order.status,
    currency: order.currency,
    totalMinor: order.totalMinor,
    items: [...order.items],
    createdAt: order.createdAt.toISOString(),
  };
}
