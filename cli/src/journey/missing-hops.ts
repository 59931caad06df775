import { type Service, serviceNames, services, topicOf } from '@fairway/catalog';
import type { EventType } from '@fairway/contracts';
import { counted } from '../command-line/counted.js';
import { formatDuration } from '../command-line/duration.js';
import type { JourneyFacts } from './journey.js';

/** What the order still waits for, in the order of its way; empty when it has come through. */
export function missingHops(facts: JourneyFacts, now: Date): string[] {
  const { order, webhooks, notifications, partnerTrouble } = facts;
  const trouble = partnerTrouble === undefined ? '' : `; webhooks wait: ${partnerTrouble}`;
  const unaccepted = webhooks.filter(({ acceptedAt, withdrawnAt }) => acceptedAt === null && withdrawnAt === null);
  const created = webhooks.find(({ eventType }) => eventType === 'order.created');
  return [
    ...eventProblems('order.created', facts, now),
    ...(order.status === 'cancelled' ? eventProblems('order.cancelled', facts, now) : []),
    ...unaccepted.map(({ eventId, eventType, attempts, lastError, createdAt, givenUpAt }) => {
      const error = lastError === null ? '' : `, last answer: ${lastError}`;
      if (givenUpAt !== null) return `webhook ${eventType} ${eventId} given up after ${counted(attempts, 'attempt')}${error}`;
      return `webhook ${eventType} not accepted by the partner: due for ${age(createdAt, now)}, ${counted(attempts, 'attempt')}${error}${trouble}`;
    }),
    ...(created?.acceptedAt ? eventProblems('delivery.accepted', facts, now) : []),
    ...(created?.givenUpAt ? eventProblems('delivery.given-up', facts, now) : []),
    ...(order.undeliverableAt === null ? [] : eventProblems('order.undeliverable', facts, now)),
    ...(order.status === 'processed' ? eventProblems('order.processed', facts, now) : []),
    ...(order.status === 'pending' ? [`order still pending after ${age(order.createdAt, now)}`] : []),
    ...(order.status === 'processed' ? eventProblems('notification.requested', facts, now) : []),
    ...(order.status === 'processed' && notifications.length === 0 ? ['notification not delivered'] : []),
    ...(notifications.length > 0 ? eventProblems('notification.delivered', facts, now) : []),
  ];
}

/** An event is written to an outbox, published from there, and handled by each service that consumes it. */
function eventProblems(type: EventType, { unpublished, records, handled }: JourneyFacts, now: Date): string[] {
  const record = records.find(({ eventType, deadLetter }) => eventType === type && deadLetter === undefined);
  if (record === undefined) {
    const waiting = unpublished.find(({ eventType }) => eventType === type);
    if (waiting === undefined) return [`${type} neither in an outbox nor on the topic ${topicOf(type)} (not written yet, or past its retention)`];
    return waiting.cause === null
      ? [`${type} written by ${waiting.service}, not yet published for ${age(waiting.createdAt, now)}`]
      : [`${type} written by ${waiting.service}, refused by Kafka for good: ${waiting.cause}`];
  }
  const consumers = serviceNames.filter((name) => (services[name] as Service).consumes.includes(type));
  return consumers
    .filter((service) => !handled.some((row) => row.service === service && row.eventId === record.eventId))
    .map((service) => {
      const letter = records.find(({ eventId, deadLetter }) => eventId === record.eventId && deadLetter?.consumer === service);
      if (letter !== undefined) return `${type} given up by ${service}, see ${letter.topic}: ${letter.deadLetter?.cause ?? ''}`;
      return `${type} published ${age(record.sentAt, now)} ago, not yet handled by ${service}`;
    });
}

const age = (since: Date, now: Date) => formatDuration(now.getTime() - since.getTime());
