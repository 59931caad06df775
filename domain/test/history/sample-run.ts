import type { DailyCount, History, PlatformFacts, ToldOrder } from './history.js';

type Editable<T> =
  T extends ReadonlyMap<unknown, unknown>
    ? T
    : T extends readonly [unknown, ...unknown[]]
      ? T
      : T extends readonly (infer Item)[]
        ? Editable<Item>[]
        : T extends object
          ? { -readonly [Name in keyof T]: Editable<T[Name]> }
          : T;

/** A run in which every promise held, for tests to alter. */
export interface SampleRun {
  readonly history: Editable<History>;
  readonly facts: Editable<PlatformFacts>;
}

interface SampleOrder {
  readonly id: string;
  readonly userId: string;
  readonly status: 'processed' | 'cancelled' | 'undeliverable';
  readonly currency: string;
  readonly totalMinor: number;
  readonly day: string;
  /** The events on the topics, in order. */
  readonly events: readonly string[];
  readonly webhooks: readonly string[];
}

const orders: readonly SampleOrder[] = [
  {
    id: 'p1',
    userId: 'ada',
    status: 'processed',
    currency: 'EUR',
    totalMinor: 700_000_000_001,
    day: '2026-01-01',
    events: ['order.created', 'delivery.accepted', 'order.processed'],
    webhooks: ['order.created'],
  },
  {
    id: 'p2',
    userId: 'bob',
    status: 'processed',
    currency: 'USD',
    totalMinor: 900_000_000_002,
    day: '2026-01-02',
    events: ['order.created', 'delivery.given-up', 'order.undeliverable', 'delivery.accepted', 'order.processed'],
    webhooks: ['order.created'],
  },
  {
    id: 'c1',
    userId: 'ada',
    status: 'cancelled',
    currency: 'EUR',
    totalMinor: 1_000_000_000_003,
    day: '2026-01-01',
    events: ['order.created', 'delivery.accepted', 'order.cancelled'],
    webhooks: ['order.created', 'order.cancelled'],
  },
  {
    id: 'c2',
    userId: 'bob',
    status: 'cancelled',
    currency: 'EUR',
    totalMinor: 500_000_000_005,
    day: '2026-01-01',
    events: ['order.created', 'order.cancelled'],
    webhooks: [],
  },
  {
    id: 'u1',
    userId: 'bob',
    status: 'undeliverable',
    currency: 'EUR',
    totalMinor: 600_000_000_007,
    day: '2026-01-01',
    events: ['order.created', 'delivery.given-up', 'order.undeliverable'],
    webhooks: [],
  },
];

const consumersOf = new Map([
  ['order.created', ['event-processor']],
  ['order.processed', ['event-processor']],
  ['order.cancelled', ['event-processor']],
  ['order.undeliverable', ['event-processor']],
  ['delivery.accepted', ['order-service']],
  ['delivery.given-up', ['order-service']],
  ['notification.requested', ['event-processor']],
]);

export function sampleRun(): SampleRun {
  const accounts = ['ada', 'bob'];
  const events = orders.flatMap(({ id, events: types }) =>
    types.map((type) => ({
      topic: type.startsWith('order') ? 'orders' : 'deliveries',
      id: `${id} ${type}`,
      type,
      key: id,
    })),
  );
  return {
    history: { accounts, orders: orders.map(told), poison: [] },
    facts: {
      orders: orders.map(({ day, events: _, webhooks: __, ...order }) => ({
        ...order,
        createdAt: `${day}T12:00:00.000Z`,
      })),
      idempotencyKeys: orders.map(({ id, userId }) => ({ userId, key: `key of ${id}`, orderId: id })),
      unpublished: [],
      consumersOf,
      inbox: events.flatMap(({ id, type }) =>
        (consumersOf.get(type) ?? []).map((consumer) => ({ consumer, eventId: id, type })),
      ),
      events,
      letters: [],
      deliveries: orders.flatMap(({ id, webhooks }) =>
        webhooks.map((type) => ({ id: `${id} ${type}`, orderId: id, type, state: 'accepted' })),
      ),
      webhooks: orders.flatMap(({ id, webhooks }) =>
        webhooks.map((type) => ({ webhookId: `${id} ${type}`, orderId: id, type })),
      ),
      notifications: [
        ...orders
          .filter(({ status }) => status === 'processed')
          .map(({ id, userId }) => ({ id: `note of ${id}`, userId, template: 'order-processed', orderId: id })),
        ...accounts.map((userId) => ({ id: `welcome of ${userId}`, userId, template: 'welcome', orderId: null })),
      ],
      figures: [
        count('2026-01-01', 'EUR', [4, 1, 2, 1], 2_800_000_000_016n),
        count('2026-01-02', 'USD', [1, 1, 0, 0], 900_000_000_002n),
      ],
      listed: accounts.map((userId) => ({
        userId,
        orderIds: orders.filter((order) => order.userId === userId).map(({ id }) => id),
      })),
      strangers: [{ userId: 'bob', orderId: 'p1', status: 404 }],
    },
  };
}

function told({ id, userId, status, currency, totalMinor, day }: SampleOrder): Editable<ToldOrder> {
  return {
    ids: [id],
    userId,
    idempotencyKey: `key of ${id}`,
    currency,
    totalMinor,
    createdAt: `${day}T12:00:00.000Z`,
    cancellation: status === 'cancelled' ? 'done' : 'not asked',
    placedDuring: 'nothing',
  };
}

function count(
  day: string,
  currency: string,
  counts: [number, number, number, number],
  revenueMinor: bigint,
): DailyCount {
  const [ordersCreated, ordersProcessed, ordersCancelled, ordersUndeliverable] = counts;
  return { day, currency, ordersCreated, ordersProcessed, ordersCancelled, ordersUndeliverable, revenueMinor };
}
