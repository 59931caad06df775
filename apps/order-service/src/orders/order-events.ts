import { orderCancelled, orderCreated } from '@fairway/contracts';
import type { Outbox, OutboxRow } from '@fairway/messaging';
import type { Order } from './order.js';

export function orderCreatedRow(outbox: Outbox, order: Order): OutboxRow {
  return outbox.row(orderCreated, { ...factsOf(order), items: [...order.items] });
}

export function orderCancelledRow(outbox: Outbox, order: Order & { cancelledAt: Date }): OutboxRow {
  return outbox.row(orderCancelled, { ...factsOf(order), cancelledAt: order.cancelledAt.toISOString() });
}

function factsOf(order: Order) {
  return {
    orderId: order.id,
    userId: order.userId,
    currency: order.currency,
    totalMinor: order.totalMinor,
    createdAt: order.createdAt.toISOString(),
  };
}
