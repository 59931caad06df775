import type { EventData, orderCancelled, orderCreated, orderProcessed, orderUndeliverable } from '@fairway/contracts';
import type { ChangedOrder, Order } from './order.js';

type Facts = Omit<ChangedOrder, 'previousStatus'>;

export function createdFacts(order: Order): EventData<typeof orderCreated> {
  return { ...factsOf(order), items: [...order.items] };
}

export function cancelledFacts(order: ChangedOrder, cancelledAt: Date): EventData<typeof orderCancelled> {
  return { ...factsOf(order), previousStatus: order.previousStatus, cancelledAt: cancelledAt.toISOString() };
}

export function processedFacts(order: ChangedOrder, processedAt: string): EventData<typeof orderProcessed> {
  return { ...factsOf(order), previousStatus: order.previousStatus, processedAt };
}

export function undeliverableFacts(order: Facts, undeliverableAt: string): EventData<typeof orderUndeliverable> {
  return { ...factsOf(order), undeliverableAt };
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
