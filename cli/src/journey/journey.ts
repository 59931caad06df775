import type { EventRecord } from './event-records.js';
import type { EventMap } from './event-map.js';
import type { HttpRequest } from './http-requests.js';
import type { JourneyFacts } from './journey-facts.js';
import { missingHops } from './missing-hops.js';

export interface Hop {
  readonly at: Date;
  /** Time since the first hop. */
  readonly offsetMs: number;
  /** `http`, `record`, `handler` or `dead-letter`; `row`, or whatever else a service reports. */
  readonly kind: string;
  /** The service, topic or external place where it happened. */
  readonly where: string;
  readonly what: string;
}

export interface Journey {
  /** The entity's id; the domain chooses the property's name. */
  readonly [idName: `${string}Id`]: string;
  readonly status: string;
  /** Whether something else will or should happen to it. */
  readonly isOpen: boolean;
  readonly hops: readonly Hop[];
  /** What should have followed but did not; each entry says where it is stuck. */
  readonly missing: readonly string[];
  /** The number of reads over HTTP. They change nothing, so they are not listed. */
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

// Hops of the same millisecond are sorted by cause and effect; other facts of a service come after its handler.
const ranks = new Map(['http', 'row', 'record', 'handler', 'other', 'dead-letter'].map((kind, rank) => [kind, rank]));
const rankOf = (kind: string) => ranks.get(kind) ?? ranks.get('other') ?? 0;

/** Merges what logs, databases and topics contain about one entity, in time order. */
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

/** Only for the entity's own events: inbox rows with a related key may belong to another entity. */
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
