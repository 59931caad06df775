import { randomUUID } from 'node:crypto';
import { productName } from '@fairway/catalog';
import { notificationRequested, userRegistered } from '@fairway/contracts';
import { headerOf, type IncomingRecord } from '@fairway/messaging';
import { eventually, type TestService } from '@fairway/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  cancelledRecord,
  createdRecord,
  EventProcessorBed,
  newOrder,
  ownDay,
  generousTimeout,
  processedRecord,
  recordOf,
  undeliverableRecord,
} from './event-processor-bed.js';

let bed: EventProcessorBed;
let service: TestService;
let published: Record<'deliveries' | 'notifications' | 'events' | 'notifications.dlq', readonly IncomingRecord[]>;

beforeAll(async () => {
  bed = await EventProcessorBed.open();
  service = await bed.startService();
  const [deliveries, notifications, events, dead] = await Promise.all([
    bed.kafka.follow('deliveries'),
    bed.kafka.follow('notifications'),
    bed.kafka.follow('events'),
    bed.kafka.follow('notifications.dlq'),
  ]);
  published = { deliveries, notifications, events, 'notifications.dlq': dead };
});

afterAll(() => bed.close());

const ofType = (topic: keyof typeof published, type: string, key: string) =>
  published[topic].filter(
    (record) => headerOf(record, 'ce_type')?.toString() === type && record.key?.toString() === key,
  );

const dataOf = (record: IncomingRecord | undefined) => JSON.parse(record?.value?.toString() ?? 'null') as unknown;

describe('order.created', () => {
  it('leads to a webhook, delivery.accepted and figures; order-service decides when it counts as processed', async () => {
    const order = newOrder();
    const { orderId, userId, currency, createdAt } = order;
    const id = randomUUID();
    await bed.kafka.produce([createdRecord(order, id)]);
    const accepted = await eventually(() => ofType('deliveries', 'delivery.accepted', orderId)[0]);
    expect(await bed.webhooksOf(orderId)).toMatchObject([{ webhookId: id, type: 'order.created', deliveries: 1 }]);
    expect(dataOf(accepted)).toEqual({ orderId, webhookId: id, acceptedAt: expect.stringMatching(/^\d{4}-.*Z$/) });
    const day = createdAt.slice(0, 10);
    const counts = {
      ordersCreated: 1,
      ordersProcessed: 0,
      ordersCancelled: 0,
      ordersUndeliverable: 0,
      revenueMinor: '900',
    };
    await expect.poll(() => bed.figuresOf(service, day), generousTimeout).toEqual([{ day, currency, ...counts }]);
    expect(await bed.notificationsOf(service, userId)).toEqual([]);
  });

  it('keeps its trace, to the partner and in later events', async () => {
    const order = newOrder();
    const traceId = randomUUID().replaceAll('-', '');
    const record = createdRecord(order);
    const headers = [...record.headers, ['traceparent', Buffer.from(`00-${traceId}-00f067aa0ba902b7-01`)] as const];
    await bed.kafka.produce([{ ...record, headers }]);
    const accepted = await eventually(() => ofType('deliveries', 'delivery.accepted', order.orderId)[0]);
    expect(headerOf(accepted, 'traceparent')?.toString()).toContain(traceId);
    const lines = await service.logLines();
    expect(lines.find((line) => line['msg'] === 'webhook accepted' && line['orderId'] === order.orderId)).toMatchObject(
      {
        traceId,
      },
    );
  });

  it('has one effect when it comes five times', async () => {
    const order = newOrder();
    const record = createdRecord(order);
    await bed.kafka.produce([record, record, record]);
    await bed.kafka.produce([record]);
    await bed.kafka.produce([record]);
    // Comes last in the same partition; once it is counted, the earlier ones have been handled.
    const { userId: _, ...last } = newOrder();
    const lastOfKey = { ...createdRecord({ ...order, ...last }), key: Buffer.from(order.orderId) };
    await bed.kafka.produce([lastOfKey]);
    await eventually(() => ofType('deliveries', 'delivery.accepted', last.orderId).length === 1);
    await eventually(() => ofType('deliveries', 'delivery.accepted', order.orderId).length === 1);
    expect(await bed.webhooksOf(order.orderId)).toMatchObject([{ deliveries: 1 }]);
    expect(await bed.figuresOf(service, order.createdAt.slice(0, 10))).toMatchObject([
      { ordersCreated: 1, revenueMinor: '900' },
    ]);
  });
});

describe('order.processed', () => {
  it('is counted and leads to one notification, in its trace', async () => {
    const order = newOrder();
    const { orderId, userId } = order;
    const traceId = randomUUID().replaceAll('-', '');
    const record = processedRecord(order);
    const headers = [...record.headers, ['traceparent', Buffer.from(`00-${traceId}-00f067aa0ba902b7-01`)] as const];
    await bed.kafka.produce([createdRecord(order), { ...record, headers }]);
    const delivered = await eventually(() => ofType('events', 'notification.delivered', userId)[0]);
    expect(headerOf(delivered, 'traceparent')?.toString()).toContain(traceId);
    const [notification] = await bed.notificationsOf(service, userId);
    expect(notification).toEqual({
      id: headerOf(record, 'ce_id')?.toString(),
      template: 'order-processed',
      text: `Your order ${orderId} is on its way.`,
      deliveredAt: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    expect(dataOf(delivered)).toMatchObject({ notificationId: notification?.id, channel: 'in-app' });
    expect(await bed.figuresOf(service, order.createdAt.slice(0, 10))).toMatchObject([
      { ordersCreated: 1, ordersProcessed: 1 },
    ]);
  });
});

describe('the figures', () => {
  it.each([
    ['processed', processedRecord, { ordersProcessed: 1, ordersCancelled: 0, ordersUndeliverable: 0 }],
    ['cancelled', cancelledRecord, { ordersProcessed: 0, ordersCancelled: 1, ordersUndeliverable: 0 }],
  ] as const)('count an order once when it was undeliverable before it was %s', async (_, endRecord, counts) => {
    const order = newOrder();
    const day = order.createdAt.slice(0, 10);
    await bed.kafka.produce([createdRecord(order), undeliverableRecord(order)]);
    await expect
      .poll(() => bed.figuresOf(service, day), generousTimeout)
      .toMatchObject([{ ordersCreated: 1, ordersUndeliverable: 1 }]);
    await bed.kafka.produce([endRecord(order, 'undeliverable')]);
    await expect
      .poll(() => bed.figuresOf(service, day), generousTimeout)
      .toMatchObject([{ ordersCreated: 1, ...counts }]);
  });

  it('count an order as cancelled, without a notification, when the partner accepted its webhook', async () => {
    const order = newOrder();
    await bed.kafka.produce([createdRecord(order)]);
    await eventually(() => ofType('deliveries', 'delivery.accepted', order.orderId)[0]);
    await bed.kafka.produce([cancelledRecord(order)]);
    await eventually(async () => (await bed.webhooksOf(order.orderId)).length === 2);
    const webhooks = await bed.webhooksOf(order.orderId);
    expect(webhooks.map(({ type }) => type)).toEqual(['order.created', 'order.cancelled']);
    // Events that follow from the next order come after those that follow from this one.
    const next = newOrder();
    await bed.kafka.produce([createdRecord(next), processedRecord(next)]);
    await eventually(() => ofType('events', 'notification.delivered', next.userId)[0]);
    // The partner has accepted the order once, and a cancellation is not an order.
    expect(ofType('deliveries', 'delivery.accepted', order.orderId)).toHaveLength(1);
    expect(await bed.notificationsOf(service, order.userId)).toEqual([]);
    expect(await bed.figuresOf(service, order.createdAt.slice(0, 10))).toMatchObject([
      { ordersCreated: 1, ordersProcessed: 0, ordersCancelled: 1, revenueMinor: '900' },
    ]);
  });
});

describe('many orders', () => {
  it('are summed exactly per day and currency, in whatever batches they come', async () => {
    const day = ownDay();
    const [currencies, totalMinor, count] = [['EUR', 'USD', 'JPY'], 9_000_000_000_000_001, 300];
    const orders = Array.from({ length: count }, (_, index) =>
      newOrder({ day, totalMinor, currency: currencies[index % 3] ?? 'EUR' }),
    );
    await bed.kafka.produce(orders.flatMap((order) => [createdRecord(order), processedRecord(order)]));
    const each = {
      day,
      ordersCreated: 100,
      ordersProcessed: 100,
      ordersCancelled: 0,
      ordersUndeliverable: 0,
      revenueMinor: `${totalMinor}00`,
    };
    const expected = ['EUR', 'JPY', 'USD'].map((currency) => ({ ...each, currency }));
    await expect.poll(() => bed.figuresOf(service, day), generousTimeout).toEqual(expected);
  });
});

describe('user.registered', () => {
  it('leads to one welcome notification', async () => {
    const [userId, id] = [randomUUID(), randomUUID()];
    const user = { userId, email: 'ada@example.org', name: 'Ada', registeredAt: '2026-01-01T00:00:00.000Z' };
    const record = recordOf(userRegistered, user, { id });
    await bed.kafka.produce([record, record]);
    await eventually(() => ofType('events', 'notification.delivered', userId).length > 0);
    expect(await bed.notificationsOf(service, userId)).toMatchObject([
      { id, template: 'welcome', text: `Welcome to ${productName}, Ada!` },
    ]);
  });
});

it('user.registered with a name that no database can store leads to a notification, not to a dead letter', async () => {
  const userId = randomUUID();
  // Accounts could be opened with such names before registration refused them; their events are still on the topic.
  const user = { userId, email: 'ada@example.org', name: 'Ad\ud800\0', registeredAt: '2026-01-01T00:00:00.000Z' };
  await bed.kafka.produce([recordOf(userRegistered, user)]);
  await expect
    .poll(() => bed.notificationsOf(service, userId), generousTimeout)
    .toMatchObject([{ text: `Welcome to ${productName}, Ad\ufffd\ufffd!` }]);
});

describe('notification.requested', () => {
  const requestOf = (userId: string, parameters: Record<string, string>, notificationId = randomUUID()) => ({
    notificationId,
    userId,
    template: 'welcome' as const,
    parameters,
    requestedAt: '2026-01-01T00:00:00.000Z',
  });

  it('delivers once when several events ask for the same notification', async () => {
    const [userId, notificationId] = [randomUUID(), randomUUID()];
    const first = requestOf(userId, { name: 'First' });
    const same = requestOf(userId, { name: 'Ada' }, notificationId);
    const other = requestOf(userId, { name: 'Grace' });
    // While the first is handled the others accumulate, so several equal ones are in one batch.
    const requests = [first, ...Array.from({ length: 10 }, () => same), other];
    await bed.kafka.produce(requests.map((data) => recordOf(notificationRequested, data)));
    // Of one key, therefore in order: a second delivery would come before the other notification.
    const delivered = () => ofType('events', 'notification.delivered', userId).map(dataOf);
    await eventually(() => JSON.stringify(delivered()).includes(other.notificationId));
    const ids = [first.notificationId, notificationId, other.notificationId];
    expect(delivered()).toMatchObject(ids.map((id) => ({ notificationId: id })));
    expect(await bed.notificationsOf(service, userId)).toHaveLength(3);
  });

  it('becomes a dead letter without a required parameter, and the next one is delivered', async () => {
    const userId = randomUUID();
    const bad = recordOf(notificationRequested, requestOf(userId, {}));
    await bed.kafka.produce([bad, recordOf(notificationRequested, requestOf(userId, { name: 'Ada' }))]);
    const letter = await eventually(() => published['notifications.dlq'].find(({ key }) => key?.toString() === userId));
    expect(headerOf(letter, 'dlq-cause')?.toString()).toContain('lacks the parameter name');
    await expect
      .poll(() => bed.notificationsOf(service, userId), generousTimeout)
      .toMatchObject([{ text: `Welcome to ${productName}, Ada!` }]);
  });
});

describe('GET /api/notifications', () => {
  it('200 with the account’s own notifications, newest first, limited as requested', async () => {
    const userId = randomUUID();
    for (const name of ['One', 'Two', 'Three']) {
      const user = { userId, email: 'ada@example.org', name, registeredAt: '2026-01-01T00:00:00.000Z' };
      await bed.kafka.produce([recordOf(userRegistered, user)]);
      await eventually(async () => (await bed.notificationsOf(service, userId))[0]?.text.includes(name));
    }
    const answer = await bed.get(service, '/api/notifications?limit=2', ['user'], userId);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      items: [{ text: /Three/ }, { text: /Two/ }].map(({ text }) => ({ text: expect.stringMatching(text) })),
    });
    expect(await bed.notificationsOf(service, randomUUID())).toEqual([]);
  });

  it.each(['limit=0', 'limit=101', 'limit=many', 'page=2'])('400 for %s', async (query) => {
    const answer = await bed.get(service, `/api/notifications?${query}`);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'validation_failed' });
  });

  it('401 without a token', async () => {
    const answer = await fetch(`${service.url}/api/notifications`);
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ code: 'token_missing' });
  });
});

describe('GET /api/analytics/orders/daily', () => {
  const path = '/api/analytics/orders/daily';

  it('200 with the last 30 days by default', async () => {
    const dayBefore = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
    const [oldest, tooOld] = [dayBefore(29), dayBefore(30)];
    const listed = async () =>
      ((await (await bed.get(service, path, ['admin'])).json()) as { items: { day: string }[] }).items.map(
        ({ day }) => day,
      );
    await bed.kafka.produce([tooOld, oldest].map((day) => createdRecord(newOrder({ day, currency: 'CHF' }))));
    await eventually(
      async () => (await bed.figuresOf(service, tooOld)).length > 0 && (await listed()).includes(oldest),
    );
    expect(await listed()).not.toContain(tooOld);
  });

  it.each(['from=2026-02-30', 'from=2026-01-02&to=2026-01-01', 'to=today', 'since=2026-01-01'])(
    '400 for %s',
    async (query) => {
      const answer = await bed.get(service, `${path}?${query}`, ['admin']);
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ code: 'validation_failed' });
    },
  );

  it('200 for the year 0, which PostgreSQL does not have', async () => {
    expect((await bed.get(service, `${path}?from=0000-01-01&to=0000-12-31`, ['admin'])).status).toBe(200);
  });

  it('401 without a token', async () => {
    expect((await fetch(`${service.url}${path}`)).status).toBe(401);
  });

  it('403 without the role admin', async () => {
    const answer = await bed.get(service, path, ['user']);
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ code: 'role_missing' });
  });
});

describe('while the consumers keep all their connections busy', () => {
  it('the API answers', async () => {
    // The other tests' service has too many connections to keep busy.
    await service.stop();
    const small = await bed.startService({ DATABASE_POOL_SIZE: '4' });
    const blocker = await bed.postgres.pool('events').connect();
    const waiting = () =>
      bed.query<{ pid: number; since: string }>(
        `SELECT pid, query_start::text AS since FROM pg_stat_activity
         WHERE application_name = 'event-processor' AND wait_event_type = 'Lock' ORDER BY pid`,
      );
    await blocker.query('BEGIN; LOCK TABLE inbox, outbox, webhook_deliveries');
    try {
      await bed.kafka.produce(Array.from({ length: 50 }, () => createdRecord(newOrder())));
      const before = await eventually(async () => {
        const found = await waiting();
        return found.length >= 2 && found;
      });
      expect(await bed.notificationsOf(small, randomUUID())).toEqual([]);
      expect(await bed.figuresOf(small, ownDay())).toEqual([]);
      // Not because a statement has ended meanwhile.
      expect(await waiting()).toEqual(expect.arrayContaining(before));
    } finally {
      await blocker.query('ROLLBACK');
      blocker.release();
      await small.stop();
      await service.restart();
    }
  });
});
