import type { EventRecord } from './event-records.js';
import type { EventMap } from './event-map.js';
import type { HttpRequest } from './http-requests.js';
import type { JourneyFacts } from './journey-facts.js';
import { missingHops } from './missing-hops.js';

export interface Hop {
  readonly at: Date;
  /** Since the first hop. */
  readonly offsetMs: number;
  /** `http`, `record`, `handler` or `dead-letter`; `row`, or what else a service tells of itself. */
  readonly kind: string;
  /** The service, topic or place outside where it happened. */
  readonly where: string;
  readonly what: string;
}

export interface Journey {
  /** The entity's id, under the name that the domain gives it. */
  readonly [idName: `${string}Id`]: string;
  readonly status: string;
  /** Whether more will happen to it by itself, or should. */
  readonly isOpen: boolean;
  readonly hops: readonly Hop[];
  /** What should have followed and has not; each says where it is stuck. */
  readonly missing: readonly string[];
  /** Reads over HTTP are counted, not shown: they move nothing. */
  readonly reads: number;
  readonly totalMs: number;
}

export interface JourneyContext {
  readonly id: string;
  readonly idName: `${string}Id`;
  readonly map: EventMap;
  readonly now: Date;
}

type BareHop = Omit<Hop, 'offsetMs'>;

// Hops of the same millisecond are put in the order of cause and effect; what else a service tells comes after its handler.
const ranks = new Map(['http', 'row', 'record', 'handler', 'other', 'dead-letter'].map((kind, rank) => [kind, rank]));
const rankOf = (kind: string) => ranks.get(kind) ?? ranks.get('other') ?? 0;

/** Joins what logs, databases and topics know about one entity, in time order. */
export function joinJourney(facts: JourneyFacts, { id, idName, map, now }: JourneyContext): Journey {
  const writes = facts.requests.filter(({ method }) => method !== 'GET');
  const hops = [
    ...writes.map(requestHop),
    ...facts.parts.flatMap(({ service, part }) => part.hops.map((hop): BareHop => ({ where: service, ...hop }))),
    ...facts.records.map(recordHop),
    ...handlerHops(facts, map),
  ].sort((one, other) => one.at.getTime() - other.at.getTime() || rankOf(one.kind) - rankOf(other.kind));
  const [first, last] = [hops[0]?.at.getTime() ?? 0, hops.at(-1)?.at.getTime() ?? 0];
  return {
    ...({ [idName]: id } as Record<`${string}Id`, string>),
    status: facts.own.status,
    isOpen: facts.own.isOpen,
    hops: hops.map((hop) => ({ ...hop, offsetMs: hop.at.getTime() - first })),
    missing: missingHops(facts, map, now),
    reads: facts.requests.length - writes.length,
    totalMs: last - first,
  };
}

function requestHop({ service, startedAt, durationMs, method, route, status }: HttpRequest): BareHop {
  return {
    at: startedAt,
    kind: 'http',
    where: service,
    what: `${method} ${route} → ${status} in ${durationMs.toFixed(1)} ms`,
  };
}

function recordHop({ topic, partition, offset, sentAt, eventType, deadLetter }: EventRecord): BareHop {
  const place = `${topic}[${partition}] @ ${offset}`;
  if (deadLetter === undefined) return { at: sentAt, kind: 'record', where: place, what: eventType ?? 'no CloudEvent' };
  return {
    at: sentAt,
    kind: 'dead-letter',
    where: place,
    what: `${eventType ?? 'no CloudEvent'} given up by ${deadLetter.consumer}: ${deadLetter.cause}`,
  };
}

/** Only of its own events: inbox rows with a related key may be about something else. */
function handlerHops({ handled, records }: JourneyFacts, map: EventMap): BareHop[] {
  const ownEvents = new Set(records.map(({ eventId }) => eventId));
  return handled
    .filter(({ eventId, topic }) => map.isKeyedByEntity(topic) || ownEvents.has(eventId))
    .map(({ service, eventType, topic, partition, offset, handledAt }) => ({
      at: handledAt,
      kind: 'handler',
      where: service,
      what: `handled ${eventType} (${topic}[${partition}] @ ${offset})`,
    }));
}
