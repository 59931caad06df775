import { orderCancelled, orderCreated, orderProcessed, orderUndeliverable } from '@fairway/contracts';
import type { HandledEvent, Outbox, OutboxRow } from '@fairway/messaging';
import type { ChangedOrder, Order } from './order.js';

type Facts = Omit<ChangedOrder, 'previousStatus'>;
type Context = HandledEvent['context'];

export function orderCreatedRow(outbox: Outbox, order: Order): OutboxRow {
  return outbox.row(orderCreated, { ...factsOf(order), items: [...order.items] });
}

export function orderCancelledRow(outbox: Outbox, order: ChangedOrder, cancelledAt: Date): OutboxRow {
  const { previousStatus } = order;
  return outbox.row(orderCancelled, { ...factsOf(order), previousStatus, cancelledAt: cancelledAt.toISOString() });
}

export function orderProcessedRow(outbox: Outbox, order: ChangedOrder, processedAt: string, context: Context): OutboxRow {
  const { previousStatus } = order;
  return outbox.row(orderProcessed, { ...factsOf(order), previousStatus, processedAt }, context);
}

export function orderUndeliverableRow(outbox: Outbox, order: Facts, undeliverableAt: string, context: Context): OutboxRow {
  return outbox.row(orderUndeliverable, { ...factsOf(order), undeliverableAt }, context);
}

function factsOf(order: Facts) {
  return {
    orderId: order.id,
    userId: order.userId,
    currency: order.currency,
    totalMinor: order.totalMinor,
    createdAt: order.createdAt.toISOString(),
  };
}
