import { formatDuration } from '../command-line/duration.js';
import type { EventMap } from './event-map.js';
import type { JourneyFacts } from './journey-facts.js';

/**
 * What is still to come: written events that have not reached all consumers, then what each service reports. Empty when
 * the journey is complete.
 */
export function missingHops(facts: JourneyFacts, map: EventMap, now: Date): string[] {
  // Problems of the other services explain why the owner waits, so they come first.
  const ownLast = facts.parts.toSorted(
    (one, other) => Number(one.part === facts.own) - Number(other.part === facts.own),
  );
  return [
    ...facts.parts.flatMap(({ part }) => part.wrote.flatMap((type) => eventProblems(type, facts, map, now))),
    ...ownLast.flatMap(({ part }) => part.missing),
  ];
}

/** An event is written to an outbox, published from there, and handled by each service that consumes it. */
function eventProblems(
  type: string,
  { unpublished, records, handled }: JourneyFacts,
  map: EventMap,
  now: Date,
): string[] {
  const record = records.find(({ eventType, deadLetter }) => eventType === type && deadLetter === undefined);
  if (record === undefined) {
    const waiting = unpublished.find(({ eventType }) => eventType === type);
    if (waiting === undefined)
      return [
        `${type} is neither in an outbox nor on the topic ${map.topicOf(type)} (not written yet, or past its retention)`,
      ];
    return waiting.cause === null
      ? [`${type} written by ${waiting.service}, not yet published for ${age(waiting.createdAt, now)}`]
      : [`${type} written by ${waiting.service}, permanently refused by Kafka: ${waiting.cause}`];
  }
  return map
    .consumersOf(type)
    .filter((service) => !handled.some((row) => row.service === service && row.eventId === record.eventId))
    .map((service) => {
      const letter = records.find(
        ({ eventId, deadLetter }) => eventId === record.eventId && deadLetter?.consumer === service,
      );
      if (letter !== undefined)
        return `${type} given up by ${service}, see ${letter.topic}: ${letter.deadLetter?.cause ?? ''}`;
      return `${type} published ${age(record.sentAt, now)} ago, not yet handled by ${service}`;
    });
}

const age = (since: Date, now: Date) => formatDuration(now.getTime() - since.getTime());
