import { topics } from '@fairway/catalog';
import { counted } from '../command-line/counted.js';
import type { EventRecord } from './event-records.js';
import type { HttpRequest } from './http-requests.js';
import { missingHops } from './missing-hops.js';
import type { OrderRows } from './order-rows.js';

export interface JourneyFacts extends OrderRows {
  readonly requests: readonly HttpRequest[];
  readonly records: readonly EventRecord[];
  /** Why the event-processor sends no webhooks to the partner, or few, in its own words. */
  readonly partnerTrouble: string | undefined;
}

export interface Hop {
  readonly at: Date;
  /** Since the first hop. */
  readonly offsetMs: number;
  readonly kind: 'http' | 'row' | 'record' | 'handler' | 'webhook' | 'dead-letter';
  /** The service, topic or partner where it happened. */
  readonly where: string;
  readonly what: string;
}

export interface Journey {
  readonly orderId: string;
  readonly status: OrderRows['order']['status'];
  readonly hops: readonly Hop[];
  /** What should have followed and has not; each says where the order is stuck. */
  readonly missing: readonly string[];
  /** Reads over HTTP are counted, not shown: they move nothing. */
  readonly reads: number;
  readonly totalMs: number;
}

type BareHop = Omit<Hop, 'offsetMs'>;

// Hops of the same millisecond are put in the order of cause and effect.
const causeFirst: readonly Hop['kind'][] = ['http', 'row', 'record', 'handler', 'webhook', 'dead-letter'];

/** Joins what logs, databases and topics know about one order, in time order. */
export function joinJourney(facts: JourneyFacts, now: Date): Journey {
  const writes = facts.requests.filter(({ method }) => method !== 'GET');
  const hops = [
    ...writes.map(requestHop),
    ...rowHops(facts),
    ...facts.records.map(recordHop),
    ...handlerHops(facts),
    ...webhookHops(facts),
  ].sort((one, other) => one.at.getTime() - other.at.getTime() || causeFirst.indexOf(one.kind) - causeFirst.indexOf(other.kind));
  const [first, last] = [hops[0]?.at.getTime() ?? 0, hops.at(-1)?.at.getTime() ?? 0];
  return {
    orderId: facts.order.id,
    status: facts.order.status,
    hops: hops.map((hop) => ({ ...hop, offsetMs: hop.at.getTime() - first })),
    missing: missingHops(facts, now),
    reads: facts.requests.length - writes.length,
    totalMs: last - first,
  };
}

function requestHop({ service, startedAt, durationMs, method, route, status }: HttpRequest): BareHop {
  return { at: startedAt, kind: 'http', where: service, what: `${method} ${route} → ${status} in ${durationMs.toFixed(1)} ms` };
}

function rowHops({ order, notifications }: JourneyFacts): BareHop[] {
  const row = (at: Date | null, where: string, what: string): BareHop[] => (at === null ? [] : [{ at, kind: 'row', where, what }]);
  return [
    ...row(order.createdAt, 'order-service', `orders: pending, ${order.totalMinor} ${order.currency} in minor units`),
    ...row(order.processedAt, 'order-service', 'orders: processed'),
    ...row(order.undeliverableAt, 'order-service', 'orders: undeliverable'),
    ...row(order.cancelledAt, 'order-service', 'orders: cancelled'),
    ...notifications.flatMap(({ template, deliveredAt }) => row(deliveredAt, 'event-processor', `notifications: ${template} delivered`)),
  ];
}

function recordHop({ topic, partition, offset, sentAt, eventType, deadLetter }: EventRecord): BareHop {
  const place = `${topic}[${partition}] @ ${offset}`;
  if (deadLetter === undefined) return { at: sentAt, kind: 'record', where: place, what: eventType ?? 'no CloudEvent' };
  return { at: sentAt, kind: 'dead-letter', where: place, what: `${eventType ?? 'no CloudEvent'} given up by ${deadLetter.consumer}: ${deadLetter.cause}` };
}

/** Only of this order's events: the inbox rows of the user's other orders and of the registration share the key. */
function handlerHops({ handled, records, order }: JourneyFacts): BareHop[] {
  const ownEvents = new Set(records.map(({ eventId }) => eventId));
  return handled
    .filter(({ eventId, topic }) => isKeyedByOrder(topic) || ownEvents.has(eventId))
    .filter(({ handledAt }) => handledAt >= new Date(order.createdAt.getTime() - 60_000))
    .map(({ service, eventType, topic, partition, offset, handledAt }) => ({
      at: handledAt,
      kind: 'handler',
      where: service,
      what: `handled ${eventType} (${topic}[${partition}] @ ${offset})`,
    }));
}

/** The records of such a topic that have the order's id as key are the order's own. */
export function isKeyedByOrder(topic: string): boolean {
  return topic in topics && topics[topic as keyof typeof topics].key === 'order id';
}

function webhookHops({ webhooks }: JourneyFacts): BareHop[] {
  return webhooks.flatMap(({ eventType, createdAt, acceptedAt, givenUpAt, withdrawnAt, attempts }) => {
    const row = (at: Date | null, what: string): BareHop[] =>
      at === null ? [] : [{ at, kind: 'row', where: 'event-processor', what: `webhook_deliveries: ${eventType} ${what}` }];
    return [
      ...row(createdAt, 'due'),
      ...row(givenUpAt, `given up after ${counted(attempts, 'attempt')}`),
      ...row(withdrawnAt, 'withdrawn'),
      ...(acceptedAt === null
        ? []
        : [{ at: acceptedAt, kind: 'webhook' as const, where: 'partner', what: `accepted ${eventType} at attempt ${attempts}` }]),
    ];
  });
}
