import { type ServiceName, serviceNames, services } from '@fairway/catalog';
import type { OrderStatus } from '@fairway/contracts';
import type pg from 'pg';
import { askPostgres } from '../instance/ask-postgres.js';
import type { Ports } from '../instance/ports.js';
import type { Secrets } from '../instance/secrets.js';
import { databaseUrl } from '../instance/addresses.js';

// This SQL reads tables that belong to the services; their migrations are the
// reference (apps/*/migrations and messaging's schema.ts).

export interface OrderRow {
  readonly id: string;
  readonly userId: string;
  readonly status: OrderStatus;
  readonly currency: string;
  readonly totalMinor: string;
  readonly createdAt: Date;
  readonly processedAt: Date | null;
  readonly cancelledAt: Date | null;
  readonly undeliverableAt: Date | null;
}

/** A row of a service's inbox: the event was handled there, in the transaction that wrote the row. */
export interface HandledEventRow {
  readonly service: ServiceName;
  readonly eventId: string;
  readonly eventType: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly handledAt: Date;
}

/** An event that is written but not published, or that the broker has refused for good (`cause`). */
export interface UnpublishedEventRow {
  readonly service: ServiceName;
  readonly eventId: string;
  readonly eventType: string;
  readonly createdAt: Date;
  readonly cause: string | null;
}

export interface WebhookRow {
  readonly eventId: string;
  readonly eventType: string;
  readonly attempts: number;
  readonly createdAt: Date;
  readonly acceptedAt: Date | null;
  readonly givenUpAt: Date | null;
  /** The order was cancelled, and the webhook is not sent any more. */
  readonly withdrawnAt: Date | null;
  readonly lastError: string | null;
}

export interface NotificationRow {
  readonly id: string;
  readonly template: string;
  readonly requestedAt: Date;
  readonly deliveredAt: Date;
}

export interface OrderRows {
  readonly order: OrderRow;
  readonly handled: readonly HandledEventRow[];
  readonly unpublished: readonly UnpublishedEventRow[];
  readonly webhooks: readonly WebhookRow[];
  readonly notifications: readonly NotificationRow[];
}

/** What the databases know about an order, each read as the role of the service that owns it; undefined without order. */
export async function readOrderRows(orderId: string, ports: Ports, secrets: Secrets): Promise<OrderRows | undefined> {
  const query = async <Row extends pg.QueryResultRow>(service: ServiceName, sql: string, values: unknown[]): Promise<Row[]> => {
    const { database } = services[service];
    if (database === null) return [];
    return await readAs<Row>(databaseUrl(database, ports, secrets), sql, values);
  };
  const [order] = await query<OrderRow>('order-service', selectOrder, [orderId]);
  if (order === undefined) return undefined;
  const producers = serviceNames.filter((name) => services[name].produces.length > 0);
  const consumers = serviceNames.filter((name) => services[name].consumes.length > 0);
  const [webhooks, notifications, unpublished, handled] = await Promise.all([
    query<WebhookRow>('event-processor', selectWebhooks, [orderId]),
    query<NotificationRow>('event-processor', selectNotifications, [order.userId, orderId]),
    Promise.all(producers.map(async (service) => withService(service, await query<Omit<UnpublishedEventRow, 'service'>>(service, selectUnpublished, [orderId])))),
    Promise.all(consumers.map(async (service) => withService(service, await query<Omit<HandledEventRow, 'service'>>(service, selectHandled, [orderId, order.userId, order.createdAt])))),
  ]);
  return { order, webhooks, notifications, unpublished: unpublished.flat(), handled: handled.flat() };
}

const selectOrder = `
  SELECT id, user_id AS "userId", status, currency, total_minor AS "totalMinor",
         created_at AS "createdAt", processed_at AS "processedAt", cancelled_at AS "cancelledAt", undeliverable_at AS "undeliverableAt"
  FROM orders WHERE id = $1`;

const selectWebhooks = `
  SELECT id AS "eventId", event_type AS "eventType", attempts, created_at AS "createdAt",
         accepted_at AS "acceptedAt", given_up_at AS "givenUpAt", withdrawn_at AS "withdrawnAt", last_error AS "lastError"
  FROM webhook_deliveries WHERE order_id = $1 ORDER BY seq`;

const selectNotifications = `
  SELECT id, template, requested_at AS "requestedAt", delivered_at AS "deliveredAt"
  FROM notifications WHERE user_id = $1 AND parameters ->> 'orderId' = $2`;

const selectUnpublished = `
  SELECT id AS "eventId", type AS "eventType", created_at AS "createdAt", NULL AS cause
  FROM outbox WHERE aggregateid = $1 OR payload ->> 'orderId' = $1 OR payload -> 'parameters' ->> 'orderId' = $1
  UNION ALL
  SELECT id, type, created_at, cause
  FROM outbox_dead WHERE aggregateid = $1 OR payload ->> 'orderId' = $1 OR payload -> 'parameters' ->> 'orderId' = $1`;

// The user's own events come along; the records tell which of them belong to the order.
const selectHandled = `
  SELECT event_id AS "eventId", event_type AS "eventType", topic, partition, record_offset AS "offset", handled_at AS "handledAt"
  FROM inbox WHERE handled_at >= $3::timestamptz - interval '1 minute' AND key IN ($1, $2) ORDER BY handled_at`;

function withService<Row>(service: ServiceName, rows: readonly Row[]): (Row & { service: ServiceName })[] {
  return rows.map((row) => ({ service, ...row }));
}

async function readAs<Row extends pg.QueryResultRow>(url: string, sql: string, values: unknown[]): Promise<Row[]> {
  return (await askPostgres(url, (client) => client.query<Row>(sql, values))).rows;
}

