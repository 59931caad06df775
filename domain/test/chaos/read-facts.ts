import { deadLetterTopicOf, serviceNames, services, topics, type Service } from '@fairway/catalog';
import type { DailyFigures, OrderPage } from '@fairway/contracts';
import { readEventRecords } from '../../../cli/src/journey/event-records.js';
import { bearer, dataOf } from '../../../cli/src/public-api/public-api.js';
import { TopicReader } from '../../../cli/src/kafka/topic-reader.js';
import type { OrderPlatform } from '../order-platform.js';
import type { DailyCount, PlatformFacts } from '../history/history.js';
import type { Account } from './account.js';

type Facts = Omit<PlatformFacts, 'strangers' | 'figures'>;

/** Every table and topic, the partner's webhooks, and what each account sees. For a platform at rest. */
export async function readFacts(platform: OrderPlatform, accounts: readonly Account[]): Promise<Facts> {
  return {
    ...(await orderTables(platform)),
    ...(await eventTables(platform)),
    unpublished: await perService(platform, (service) => service.produces, selectUnpublished),
    inbox: await perService(
      platform,
      (service) => service.consumes,
      'SELECT consumer, event_id AS "eventId", event_type AS type FROM inbox',
    ),
    consumersOf: consumersOf(),
    ...(await topicRecords(platform)),
    webhooks: await platform.allWebhooks(),
    listed: await Promise.all(
      accounts.map(async (account) => ({ userId: account.userId, orderIds: await listedOrders(platform, account) })),
    ),
  };
}

const selectUnpublished = `
  SELECT current_database() AS database, id AS "eventId", type, NULL AS cause FROM outbox
  UNION ALL SELECT current_database(), id, type, cause FROM outbox_dead`;

async function orderTables(platform: OrderPlatform): Promise<Pick<Facts, 'orders' | 'idempotencyKeys'>> {
  const orders = await platform.query<Facts['orders'][number] & { createdAt: Date; totalMinor: string }>(
    'orders',
    'SELECT id, user_id AS "userId", status, currency, total_minor AS "totalMinor", created_at AS "createdAt" FROM orders',
  );
  return {
    orders: orders.map((row) => ({
      ...row,
      totalMinor: Number(row.totalMinor),
      createdAt: row.createdAt.toISOString(),
    })),
    idempotencyKeys: await platform.query(
      'orders',
      'SELECT user_id AS "userId", key, order_id AS "orderId" FROM idempotency_keys',
    ),
  };
}

async function eventTables(platform: OrderPlatform): Promise<Pick<Facts, 'deliveries' | 'notifications'>> {
  return {
    deliveries: await platform.query(
      'events',
      `SELECT id, order_id AS "orderId", event_type AS type,
              CASE WHEN accepted_at IS NOT NULL THEN 'accepted' WHEN withdrawn_at IS NOT NULL THEN 'withdrawn'
                   WHEN given_up_at IS NOT NULL THEN 'given up' ELSE 'waiting' END AS state
       FROM webhook_deliveries`,
    ),
    notifications: await platform.query(
      'events',
      `SELECT id, user_id AS "userId", template, parameters ->> 'orderId' AS "orderId" FROM notifications`,
    ),
  };
}

async function perService<Row extends object>(
  platform: OrderPlatform,
  events: (service: Service) => readonly string[],
  sql: string,
): Promise<Row[]> {
  const databases = Object.values<Service>(services).flatMap((service) =>
    events(service).length > 0 ? (service.database ?? []) : [],
  );
  return (await Promise.all(databases.map((database) => platform.query<Row>(database, sql)))).flat();
}

function consumersOf(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const name of serviceNames) {
    for (const type of services[name].consumes) found.set(type, [...(found.get(type) ?? []), name]);
  }
  return found;
}

async function topicRecords(platform: OrderPlatform): Promise<Pick<Facts, 'events' | 'letters'>> {
  const reader = new TopicReader(platform.broker);
  const all = (names: readonly string[]) =>
    readEventRecords(reader, { topics: names, from: new Date(0), until: undefined }, () => true);
  try {
    const names = Object.keys(topics);
    const events = await all(names);
    const letters = await all(names.map(deadLetterTopicOf));
    return {
      events: events.map(({ topic, key, partition, offset, eventId, eventType }) => ({
        topic,
        key,
        id: eventId ?? `${partition}/${offset}`,
        type: eventType ?? 'no event',
      })),
      letters: letters.map(({ topic, eventId, deadLetter }) => ({
        topic,
        eventId: eventId ?? 'no event',
        consumer: deadLetter?.consumer ?? 'unknown',
        cause: deadLetter?.cause ?? 'unknown',
      })),
    };
  } finally {
    await reader.close();
  }
}

async function listedOrders(platform: OrderPlatform, account: Account): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const query: { limit: number; cursor?: string } = { limit: 100, ...(cursor === undefined ? {} : { cursor }) };
    const headers = bearer(await account.token());
    const page: OrderPage = dataOf(
      'GET /api/orders',
      await platform.api.client.GET('/api/orders', { headers, params: { query } }),
    );
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  }
  return ids;
}

type Figures = DailyFigures['items'];

/** The figures of all UTC days since `startedAt`: a run may span two. */
export async function readFigures(platform: OrderPlatform, startedAt: Date): Promise<Figures> {
  const dayOf = (date: Date) => date.toISOString().slice(0, 10);
  const days = { from: dayOf(startedAt), to: dayOf(new Date()) };
  return (await platform.orders.dailyFigures(await platform.signInAsAdmin(), days)).items;
}

export function growth(before: Figures, after: Figures): DailyCount[] {
  return after.map((now) => {
    const then = before.find(({ day, currency }) => day === now.day && currency === now.currency);
    return {
      day: now.day,
      currency: now.currency,
      ordersCreated: now.ordersCreated - (then?.ordersCreated ?? 0),
      ordersProcessed: now.ordersProcessed - (then?.ordersProcessed ?? 0),
      ordersCancelled: now.ordersCancelled - (then?.ordersCancelled ?? 0),
      ordersUndeliverable: now.ordersUndeliverable - (then?.ordersUndeliverable ?? 0),
      revenueMinor: BigInt(now.revenueMinor) - BigInt(then?.revenueMinor ?? 0),
    };
  });
}
