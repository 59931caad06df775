import { services, topicOf } from '@fairway/catalog';
import { orderCreated } from '@fairway/contracts';
import { inboxRetentionDays, Outbox, type Transaction, waitsInOutbox } from '@fairway/messaging';
import { createdFacts, type Order } from './orders/order.js';
import { orderProperties, selectList } from './orders/order.entity.js';

export interface RepublishOptions {
  readonly olderThanMs: number;
  readonly limit: number;
  readonly dryRun: boolean;
}

export interface RepublishedOrder {
  readonly orderId: string;
  readonly createdAt: Date;
}

/*
 * Orders that are older than the inboxes' memory are left out: their event could take effect a second time. The rows
 * are locked so that a cancellation waits, because its event must follow this one. Rows that others have locked are
 * skipped, because they are being changed.
 */
const selectPending = `
  SELECT ${selectList(orderProperties)} FROM orders
  WHERE status = 'pending' AND created_at < now() - make_interval(secs => $1) AND created_at > now() - interval '${inboxRetentionDays - 1} days'
    AND NOT ${waitsInOutbox('orders.id')}
  ORDER BY created_at LIMIT $2 FOR UPDATE OF orders SKIP LOCKED`;

/**
 * Writes the `order.created` of orders that have been pending for long into the outbox again, with the same id: a
 * consumer that has handled the event skips it. Oldest first; orders whose event is still in the outbox are skipped.
 */
export async function republishOrders(
  transaction: Transaction,
  { olderThanMs, limit, dryRun }: RepublishOptions,
): Promise<RepublishedOrder[]> {
  const source = 'order-service';
  const outbox = new Outbox({ source, topicOf, produces: services[source].produces });
  const orders = (await transaction.query(selectPending, [olderThanMs / 1_000, limit])) as Order[];
  if (!dryRun)
    await outbox.addAll(
      transaction,
      orders.map((order) => ({ event: orderCreated, data: createdFacts(order) })),
    );
  return orders.map(({ id, createdAt }) => ({ orderId: id, createdAt }));
}
