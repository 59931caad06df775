import { firstOfEach, groupBy, type Knowledge } from './knowledge.js';

// The state machine as its owner publishes it: pending -> processed | cancelled | undeliverable -> processed | cancelled.
const storyOf: Record<string, RegExp> = {
  processed: /^order\.created(, order\.undeliverable)?, order\.processed$/,
  cancelled: /^order\.created(, order\.undeliverable)?, order\.cancelled$/,
  undeliverable: /^order\.created, order\.undeliverable$/,
};

/** Compares topics with orders: the events of an order describe its history in order, and no event names an order that does not exist. */
export function* topicViolations({ facts, stored, line }: Knowledge): Generator<string> {
  // A record may be on its topic twice after a lost acknowledgement, with the same id; the first of each id counts.
  const events = firstOfEach(facts.events, ({ topic, id }) => `${topic} ${id}`);
  const stories = groupBy(
    events.filter(({ topic }) => topic === 'orders'),
    ({ key }) => key,
  );
  for (const { id, status } of stored.values()) {
    const story = (stories.get(id) ?? []).map(({ type }) => type).join(', ');
    const due = storyOf[status];
    if (due !== undefined && !due.test(story)) yield `${line(id)}: the topic orders tells "${story}" of it`;
  }
  const deliveries = groupBy(
    events.filter(({ topic }) => topic === 'deliveries'),
    ({ key }) => key,
  );
  for (const { id, status } of stored.values()) {
    const types = (deliveries.get(id) ?? []).map(({ type }) => type);
    const accepted = types.filter((type) => type === 'delivery.accepted').length;
    if (accepted > 1)
      yield `${line(id)}: its acceptance is on the topic deliveries ${accepted} times, with different ids`;
    if (status === 'processed' && accepted === 0) yield `${line(id)}: is processed without delivery.accepted`;
    if (status === 'undeliverable' && !types.includes('delivery.given-up'))
      yield `${line(id)}: is undeliverable without delivery.given-up`;
    if (status === 'undeliverable' && accepted > 0) yield `${line(id)}: is undeliverable, and the partner accepted it`;
  }
  for (const key of new Set([...stories.keys(), ...deliveries.keys()])) {
    if (!stored.has(key)) yield `${line(key)}: events tell of it, and it does not exist`;
  }
}

/** Outboxes are empty, and each event was handled by each of its consumers, once, or is the dead letter it had to be. */
export function* handlingViolations({ history, facts }: Knowledge): Generator<string> {
  for (const { database, eventId, type, cause } of facts.unpublished) {
    yield cause === null
      ? `event ${eventId} (${type}): waits in the outbox of ${database}`
      : `event ${eventId} (${type}): is in outbox_dead of ${database}: ${cause}`;
  }
  const poison = new Map(history.poison.map(({ eventId, topic }) => [eventId, topic]));
  const events = firstOfEach(facts.events, ({ id }) => id);
  const handled = groupBy(facts.inbox, ({ consumer, eventId }) => `${consumer} ${eventId}`);
  for (const { id, type, topic, key } of events) {
    for (const consumer of facts.consumersOf.get(type) ?? []) {
      const times = handled.get(`${consumer} ${id}`)?.length ?? 0;
      if (times !== (poison.has(id) ? 0 : 1))
        yield `event ${id} (${type} of ${key} on ${topic}): handled ${times} times by ${consumer}`;
    }
  }
  const published = new Set(events.map(({ id }) => id));
  for (const { consumer, eventId, type } of facts.inbox) {
    if (!published.has(eventId)) yield `event ${eventId} (${type}): handled by ${consumer}, and on no topic`;
  }
  const letters = new Set(facts.letters.map(({ topic, eventId }) => `${topic} ${eventId}`));
  for (const { topic, eventId, consumer, cause } of facts.letters) {
    if (`${poison.get(eventId)}.dlq` !== topic)
      yield `event ${eventId}: is a dead letter of ${consumer} on ${topic}: ${cause}`;
  }
  for (const [eventId, topic] of poison) {
    if (!letters.has(`${topic}.dlq ${eventId}`))
      yield `event ${eventId}: was poison on ${topic}, and is no dead letter`;
  }
}
