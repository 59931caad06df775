import { services, topicOf } from '@fairway/catalog';
import { orderCreated, type OrderItem } from '@fairway/contracts';
import { withPostgres } from '@fairway/local-servers';
import { addToOutbox, Outbox } from '@fairway/messaging';

export interface RepublishOptions {
  readonly olderThanMs: number;
  readonly limit: number;
  readonly dryRun: boolean;
}

export interface RepublishedOrder {
  readonly orderId: string;
  readonly createdAt: Date;
}

interface PendingOrder extends RepublishedOrder {
  readonly userId: string;
  readonly currency: string;
  readonly totalMinor: string;
  readonly items: OrderItem[];
}

/*
 * Not older than the inboxes remember (30 days): beyond that the event would have its effects a second time. Locked, so
 * that a cancellation waits: its event must come after this one. Locked orders are being changed at this moment.
 */
const selectPending = `
  SELECT id AS "orderId", user_id AS "userId", currency, total_minor AS "totalMinor", items, created_at AS "createdAt"
  FROM orders
  WHERE status = 'pending' AND created_at < now() - make_interval(secs => $1) AND created_at > now() - interval '29 days'
    AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.id = orders.id)
  ORDER BY created_at LIMIT $2 FOR UPDATE OF orders SKIP LOCKED`;

/**
 * Writes the `order.created` of orders that have been pending for long into the outbox again, under the same id: who
 * has handled the event passes it over. Oldest first; orders whose event is still in the outbox are left out.
 */
export function republishOrders(url: string, { olderThanMs, limit, dryRun }: RepublishOptions): Promise<RepublishedOrder[]> {
  const source = 'order-service';
  const outbox = new Outbox({ source, topicOf, produces: services[source].produces });
  return withPostgres(url, async (client) => {
    await client.query('BEGIN');
    const { rows } = await client.query<PendingOrder>(selectPending, [olderThanMs / 1_000, limit]);
    if (!dryRun) {
      const transaction = { query: async (sql: string, values?: unknown[]) => (await client.query(sql, values)).rows };
      const events = rows.map((order) => outbox.row(orderCreated, dataOf(order)));
      await addToOutbox(transaction, events);
    }
    await client.query('COMMIT');
    return rows.map(({ orderId, createdAt }) => ({ orderId, createdAt }));
  });
}

function dataOf({ orderId, userId, currency, totalMinor, items, createdAt }: PendingOrder) {
  return { orderId, userId, currency, totalMinor: Number(totalMinor), items, createdAt: createdAt.toISOString() };
}
