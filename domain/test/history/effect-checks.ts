import type { DailyCount } from './history.js';
import { groupBy, type Knowledge } from './knowledge.js';

/** What the partner took, and the table of deliveries: each order told at most once, created before cancelled. */
export function* partnerViolations({ facts, stored, line }: Knowledge): Generator<string> {
  const taken = groupBy(facts.webhooks, ({ orderId }) => orderId ?? 'no order');
  const eventIds = new Set(facts.events.map(({ id }) => id));
  for (const [orderId, webhooks] of taken) {
    if (!stored.has(orderId)) yield `${line(orderId)}: the partner was told of it, and it does not exist`;
    const types = webhooks.map(({ type }) => type);
    const { status } = stored.get(orderId) ?? { status: 'unknown' };
    for (const type of new Set(types)) {
      const ids = webhooks.filter((webhook) => webhook.type === type).map(({ webhookId }) => webhookId);
      if (ids.length > 1) yield `${line(orderId)}: the partner took ${type} under ${ids.length} ids: ${ids.join(', ')}`;
    }
    for (const { webhookId, type } of webhooks) {
      if (!eventIds.has(webhookId))
        yield `${line(orderId)}: the partner took ${type} as ${webhookId}, which is no event's id`;
    }
    const [created, cancelled] = [types.indexOf('order.created'), types.indexOf('order.cancelled')];
    if (cancelled !== -1 && created > cancelled)
      yield `${line(orderId)}: the partner was told of its cancellation before it`;
    if (cancelled !== -1 && status !== 'cancelled') yield `${line(orderId)}: the partner was told that it is cancelled`;
    if (created !== -1 && cancelled === -1 && status === 'cancelled')
      yield `${line(orderId)}: the partner has it and was not told that it is cancelled`;
  }
  for (const { id, status } of stored.values()) {
    const hasIt = taken.get(id)?.some(({ type }) => type === 'order.created') ?? false;
    if (status === 'processed' && !hasIt) yield `${line(id)}: is processed, and the partner does not have it`;
  }
  const takenIds = new Set(facts.webhooks.map(({ webhookId }) => webhookId));
  for (const { id, orderId, type, state } of facts.deliveries) {
    if (state === 'waiting') yield `${line(orderId)}: its webhook ${type} still waits`;
    if (state === 'accepted' && !takenIds.has(id))
      yield `${line(orderId)}: its webhook ${type} counts as accepted, and the partner does not have it`;
  }
}

/** One notification for each processed order, to its owner, and one welcome for each account; no others. */
export function* notificationViolations({ history, facts, stored, line }: Knowledge): Generator<string> {
  const ofOrders = groupBy(
    facts.notifications.filter(({ template }) => template !== 'welcome'),
    ({ orderId }) => orderId ?? 'no order',
  );
  for (const { id, status, userId } of stored.values()) {
    const found = ofOrders.get(id) ?? [];
    const due = status === 'processed' ? 1 : 0;
    if (found.length !== due) yield `${line(id)}: ${found.length} notifications instead of ${due}`;
    for (const notification of found) {
      if (notification.userId !== userId)
        yield `${line(id)}: its notification went to another account, ${notification.userId}`;
    }
  }
  for (const orderId of ofOrders.keys()) {
    if (!stored.has(orderId)) yield `${line(orderId)}: a notification tells of it, and it does not exist`;
  }
  const welcomes = groupBy(
    facts.notifications.filter(({ template }) => template === 'welcome'),
    ({ userId }) => userId,
  );
  for (const account of history.accounts) {
    const count = welcomes.get(account)?.length ?? 0;
    if (count !== 1) yield `account ${account}: welcomed ${count} times`;
  }
}

/** The figures are the sums over the orders, day by day and currency by currency. */
export function* figureViolations({ facts }: Knowledge): Generator<string> {
  const groupOf = ({ day, currency }: { day: string; currency: string }) => `${day} ${currency}`;
  const due = groupBy(
    facts.orders.map((order) => ({ ...order, day: order.createdAt.slice(0, 10) })),
    groupOf,
  );
  const found = new Map(facts.figures.map((count) => [groupOf(count), count]));
  for (const group of new Set([...due.keys(), ...found.keys()])) {
    const orders = due.get(group) ?? [];
    const having = (status: string) => orders.filter((order) => order.status === status).length;
    const expected: Omit<DailyCount, 'day' | 'currency'> = {
      ordersCreated: orders.length,
      ordersProcessed: having('processed'),
      ordersCancelled: having('cancelled'),
      ordersUndeliverable: having('undeliverable'),
      revenueMinor: orders.reduce((sum, { totalMinor }) => sum + BigInt(totalMinor), 0n),
    };
    for (const [name, value] of Object.entries(expected)) {
      const counted = found.get(group)?.[name as keyof typeof expected] ?? 0;
      if (BigInt(counted) !== BigInt(value))
        yield `figures of ${group}: ${name} is ${counted}, the orders make ${value}`;
    }
  }
}
