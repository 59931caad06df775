import type { Knowledge } from './knowledge.js';

const finalStatuses = new Set(['processed', 'cancelled', 'undeliverable']);

/** Compares the clients' answers with the tables of orders and keys, and with what the public API shows. */
export function* orderViolations({ history, facts, told, stored, line }: Knowledge): Generator<string> {
  const keys = new Map(facts.idempotencyKeys.map(({ userId, key, orderId }) => [`${userId} ${key}`, orderId]));
  for (const order of history.orders) {
    const [id, ...others] = order.ids;
    if (others.length > 0) yield `${line(id)}: its idempotency key was also answered with ${others.join(', ')}`;
    const row = stored.get(id);
    if (row === undefined) {
      yield `${line(id)}: was answered 201 and does not exist`;
      continue;
    }
    for (const field of ['userId', 'currency', 'totalMinor', 'createdAt'] as const) {
      if (row[field] !== order[field])
        yield `${line(id)}: ${field} was answered as ${order[field]} and is stored as ${row[field]}`;
    }
    if (keys.get(`${order.userId} ${order.idempotencyKey}`) !== id)
      yield `${line(id)}: its idempotency key is not stored with it`;
    if (!finalStatuses.has(row.status)) yield `${line(id)}: is still ${row.status}`;
    if (row.status === 'cancelled' && order.cancellation !== 'done')
      yield `${line(id)}: is cancelled, and nobody was told so`;
    if (row.status !== 'cancelled' && order.cancellation === 'done')
      yield `${line(id)}: its cancellation was answered 200, and it is not cancelled`;
  }
  for (const { id } of facts.orders) {
    if (!told.has(id)) yield `${line(id)}: exists, and nobody was told of it`;
  }
  for (const { key, orderId } of facts.idempotencyKeys) {
    if (!stored.has(orderId)) yield `${line(orderId)}: the idempotency key ${key} names it, and it does not exist`;
  }
}

/** Each account sees all of its own orders and no others. */
export function* visibilityViolations({ history, facts, line }: Knowledge): Generator<string> {
  for (const { userId, orderIds } of facts.listed) {
    const own = new Set(history.orders.filter((order) => order.userId === userId).map(({ ids }) => ids[0]));
    const seen = new Set(orderIds);
    if (seen.size < orderIds.length) yield `account ${userId}: its list names an order twice`;
    for (const id of own) if (!seen.has(id)) yield `${line(id)}: is missing from its account's list`;
    for (const id of seen) if (!own.has(id)) yield `${line(id)}: is in the list of another account, ${userId}`;
  }
  for (const { userId, orderId, status } of facts.strangers) {
    if (status !== 404)
      yield `${line(orderId)}: another account, ${userId}, asked for it and got ${status} instead of 404`;
  }
}
