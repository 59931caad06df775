import { describe, expect, it } from 'vitest';
import { historyViolations } from './history-violations.js';
import { sampleRun, type SampleRun } from './sample-run.js';

function violationsAfter(tamper: (run: SampleRun) => void): string[] {
  const run = sampleRun();
  tamper(run);
  return historyViolations(run.history, run.facts);
}

const without = <Item>(items: Item[], drop: (item: Item) => boolean) =>
  items.splice(0, items.length, ...items.filter((item) => !drop(item)));

describe('a history', () => {
  it('of processed, cancelled and undeliverable orders on two days holds', () => {
    expect(violationsAfter(() => undefined)).toEqual([]);
  });

  it('holds when a record, its event or a webhook came twice under one id', () => {
    expect(violationsAfter(({ facts }) => facts.events.push(...facts.events))).toEqual([]);
  });

  it('holds when poison became a dead letter and was not handled', () => {
    const poison = ({ history, facts }: SampleRun) => {
      history.poison.push({ eventId: 'poison', topic: 'notifications' });
      facts.events.push({ topic: 'notifications', id: 'poison', type: 'notification.requested', key: 'ada' });
      facts.letters.push({
        topic: 'notifications.dlq',
        eventId: 'poison',
        consumer: 'event-processor',
        cause: 'no name',
      });
    };
    expect(violationsAfter(poison)).toEqual([]);
    expect(violationsAfter((run) => (poison(run), without(run.facts.letters, () => true)))).toEqual([
      expect.stringContaining('was poison on notifications, and is no dead letter'),
    ]);
  });

  it('names the order and what is known about it', () => {
    expect(violationsAfter(({ facts }) => without(facts.orders, ({ id }) => id === 'p1'))[0]).toBe(
      'p1 (EUR 700000000001, placed during "nothing", cancellation not asked; stored as nothing): was answered 201 and does not exist',
    );
  });

  it.each<[string, (run: SampleRun) => void, string]>([
    [
      'an order that was answered 201 is missing',
      ({ facts }) => without(facts.orders, ({ id }) => id === 'p1'),
      'was answered 201 and does not exist',
    ],
    [
      'an order appears that nobody was told of',
      ({ facts }) => facts.orders.push({ ...first(facts.orders), id: 'x' }),
      'x (nobody was told of it',
    ],
    [
      'a key is answered with two orders',
      ({ history }) => (first(history.orders).ids = ['p1', 'p9']),
      'also answered with p9',
    ],
    [
      'a key is stored without its order',
      ({ facts }) => facts.idempotencyKeys.push({ userId: 'ada', key: 'k', orderId: 'x' }),
      'the idempotency key k names it',
    ],
    [
      'a key is lost',
      ({ facts }) => without(facts.idempotencyKeys, ({ orderId }) => orderId === 'p1'),
      'its idempotency key is not stored with it',
    ],
    [
      'another total is stored',
      ({ facts }) => (first(facts.orders).totalMinor += 1),
      'totalMinor was answered as 700000000001',
    ],
    ['an order stays pending', ({ facts }) => (first(facts.orders).status = 'pending'), 'is still pending'],
    [
      'a cancellation is undone',
      ({ facts }) => (orderOf(facts, 'c1').status = 'processed'),
      'answered 200, and it is not cancelled',
    ],
    [
      'an order is cancelled by nobody',
      ({ facts }) => (orderOf(facts, 'p1').status = 'cancelled'),
      'is cancelled, and nobody was told so',
    ],
    ['a list lacks an order', ({ facts }) => listOf(facts, 'ada').pop(), "is missing from its account's list"],
    [
      'a list has an order of another',
      ({ facts }) => listOf(facts, 'ada').push('p2'),
      'p2 (USD 900000000002, placed during "nothing", cancellation not asked; stored as processed): is in the list of another account, ada',
    ],
    ['a stranger sees an order', ({ facts }) => (first(facts.strangers).status = 200), 'got 200 instead of 404'],
    [
      'a cancelled order is processed as well',
      ({ facts }) => facts.events.push(event('orders', 'c1', 'order.processed')),
      'tells "order.created, order.cancelled, order.processed"',
    ],
    [
      'an event is published under two ids',
      ({ facts }) => facts.events.push({ ...event('orders', 'p1', 'order.processed'), id: 'again' }),
      'tells "order.created, order.processed, order.processed"',
    ],
    ['events change places', ({ facts }) => facts.events.reverse(), 'tells "order.processed, order.created"'],
    [
      'an event never reaches its topic',
      ({ facts }) => without(facts.events, ({ id }) => id === 'p1 order.processed'),
      'tells "order.created" of it',
    ],
    [
      'events tell of no order',
      ({ facts }) => facts.events.push(event('orders', 'x', 'order.created')),
      'events tell of it, and it does not exist',
    ],
    [
      'an order is processed that no partner accepted',
      ({ facts }) => without(facts.events, ({ id }) => id === 'p1 delivery.accepted'),
      'is processed without delivery.accepted',
    ],
    [
      'an acceptance is published twice',
      ({ facts }) => facts.events.push({ ...event('deliveries', 'p1', 'delivery.accepted'), id: 'again' }),
      'on the topic deliveries 2 times',
    ],
    [
      'an accepted order counts as undeliverable',
      ({ facts }) => facts.events.push(event('deliveries', 'u1', 'delivery.accepted')),
      'is undeliverable, and the partner accepted it',
    ],
    [
      'an event waits in an outbox',
      ({ facts }) => facts.unpublished.push({ database: 'orders', eventId: 'e', type: 'order.created', cause: null }),
      'waits in the outbox of orders',
    ],
    [
      'an event dies in an outbox',
      ({ facts }) =>
        facts.unpublished.push({ database: 'orders', eventId: 'e', type: 'order.created', cause: 'too large' }),
      'outbox_dead of orders: too large',
    ],
    [
      'a consumer misses an event',
      ({ facts }) => without(facts.inbox, ({ eventId }) => eventId === 'p1 order.created'),
      'handled 0 times by event-processor',
    ],
    [
      'a consumer handles an event twice',
      ({ facts }) => facts.inbox.push(first(facts.inbox)),
      'handled 2 times by event-processor',
    ],
    [
      'a consumer handles an event that is on no topic',
      ({ facts }) => facts.inbox.push({ consumer: 'event-processor', eventId: 'x', type: 'order.created' }),
      'and on no topic',
    ],
    [
      'an event becomes a dead letter',
      ({ facts }) =>
        facts.letters.push({
          topic: 'orders.dlq',
          eventId: 'p1 order.created',
          consumer: 'event-processor',
          cause: 'read-only',
        }),
      'is a dead letter of event-processor on orders.dlq: read-only',
    ],
    [
      'the partner takes a webhook under a second id',
      ({ facts }) => facts.webhooks.push({ webhookId: 'new', orderId: 'p1', type: 'order.created' }),
      'took order.created under 2 ids: p1 order.created, new',
    ],
    [
      'the partner misses a processed order',
      ({ facts }) => without(facts.webhooks, ({ orderId }) => orderId === 'p1'),
      'is processed, and the partner does not have it',
    ],
    [
      'the partner is told of no order',
      ({ facts }) => facts.webhooks.push({ webhookId: 'w', orderId: 'x', type: 'order.created' }),
      'the partner was told of it, and it does not exist',
    ],
    [
      'the partner is told the cancellation first',
      ({ facts }) => facts.webhooks.reverse(),
      'told of its cancellation before it',
    ],
    [
      'the partner is not told of a cancellation',
      ({ facts }) => without(facts.webhooks, ({ type }) => type === 'order.cancelled'),
      'was not told that it is cancelled',
    ],
    [
      'the partner is told that a processed order is cancelled',
      ({ facts }) => facts.webhooks.push({ webhookId: 'w', orderId: 'p1', type: 'order.cancelled' }),
      'the partner was told that it is cancelled',
    ],
    [
      'a webhook waits',
      ({ facts }) => (first(facts.deliveries).state = 'waiting'),
      'its webhook order.created still waits',
    ],
    [
      'a webhook counts as accepted that the partner does not have',
      ({ facts }) => facts.deliveries.push({ id: 'w', orderId: 'p1', type: 'order.created', state: 'accepted' }),
      'counts as accepted, and the partner does not have it',
    ],
    [
      'a notification is missing',
      ({ facts }) => without(facts.notifications, ({ orderId }) => orderId === 'p1'),
      '0 notifications instead of 1',
    ],
    [
      'a notification is doubled',
      ({ facts }) => facts.notifications.push({ ...first(facts.notifications), id: 'n' }),
      '2 notifications instead of 1',
    ],
    [
      'a cancelled order is notified',
      ({ facts }) => facts.notifications.push({ id: 'n', userId: 'ada', template: 'order-processed', orderId: 'c1' }),
      '1 notifications instead of 0',
    ],
    [
      'a notification goes to another account',
      ({ facts }) => (first(facts.notifications).userId = 'bob'),
      'went to another account, bob',
    ],
    [
      'an account is not welcomed',
      ({ facts }) => without(facts.notifications, ({ template }) => template === 'welcome'),
      'account ada: welcomed 0 times',
    ],
    [
      'the count of a day is wrong',
      ({ facts }) => (figure(facts).ordersProcessed += 1),
      'figures of 2026-01-01 EUR: ordersProcessed is 2, the orders make 1',
    ],
    [
      'one order is counted twice and another is missed',
      ({ facts }) => (figure(facts).revenueMinor += 1_000_000_000_003n - 700_000_000_001n),
      'revenueMinor is',
    ],
    [
      'figures count on the wrong day',
      ({ facts }) => (figure(facts).day = '2026-01-02'),
      'figures of 2026-01-01 EUR: ordersCreated is 0',
    ],
  ])('is violated when %s', (_, tamper, violation) => {
    expect(violationsAfter(tamper)).toContainEqual(expect.stringContaining(violation));
  });
});

function first<Item>(items: readonly Item[]): Item {
  return items[0] as Item;
}

function event(topic: string, key: string, type: string): SampleRun['facts']['events'][number] {
  return { topic, id: `${key} ${type}`, type, key };
}

function orderOf({ orders }: SampleRun['facts'], wanted: string): SampleRun['facts']['orders'][number] {
  return first(orders.filter(({ id }) => id === wanted));
}

function listOf({ listed }: SampleRun['facts'], account: string): string[] {
  return first(listed.filter(({ userId }) => userId === account)).orderIds;
}

function figure({ figures }: SampleRun['facts']): SampleRun['facts']['figures'][number] {
  return first(figures.filter(({ day, currency }) => day === '2026-01-01' && currency === 'EUR'));
}
