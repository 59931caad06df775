import { catalog, deadLetterTopicOf } from '@fairway/catalog';
import { domain } from '@fairway/domain';
import type { Instance } from '../instance/instance.js';
import type { Ports } from '../instance/ports.js';
import type { Secrets } from '../instance/secrets.js';
import { TopicReader } from '../kafka/topic-reader.js';
import { EventMap } from './event-map.js';
import { readEventRecords, traceIdOf, type EventRecord } from './event-records.js';
import { findHttpRequests } from './http-requests.js';
import { joinJourney, type Journey } from './journey.js';
import { readServiceFacts, type ServiceFacts } from './service-facts.js';

const beforeMs = 60_000;
const afterMs = 60_000;
const topics = Object.keys(catalog.topics);
const { name, idName } = domain.entity;
const map = new EventMap(catalog, name);

/** The journey of an entity so far; undefined when no entity has this id. */
export async function readJourney(
  id: string,
  root: string,
  instance: Instance,
  ports: Ports,
  secrets: Secrets,
): Promise<Journey | undefined> {
  const now = new Date();
  const facts = await readServiceFacts(id, now, { root, ports, secrets });
  if (facts === undefined) return undefined;
  const requests = findHttpRequests(instance, id);
  const records = await readOwnRecords(id, facts, `127.0.0.1:${ports.kafka}`);
  return joinJourney({ ...facts, requests, records }, { id, idName, map, now: new Date() });
}

/**
 * The entity's own records, and records of other keys that carry its trace, its id, or the id of an event that it
 * caused.
 */
async function readOwnRecords(id: string, facts: ServiceFacts, broker: string): Promise<EventRecord[]> {
  const from = new Date(facts.own.startedAt.getTime() - beforeMs);
  const window = { from, until: lastSign(facts) };
  const key = Buffer.from(id);
  const reader = new TopicReader(broker);
  try {
    const own = await readEventRecords(
      reader,
      { ...window, topics: withDeadLetters(topics.filter((topic) => map.isKeyedByEntity(topic))) },
      (record) => record.key?.equals(key) === true,
    );
    const traceIds = new Set(own.flatMap(({ traceId }) => traceId ?? []));
    const ids = [
      key,
      ...facts.parts.flatMap(({ part }) => part.relatedIds ?? []).map((related) => Buffer.from(related)),
    ];
    const related = await readEventRecords(
      reader,
      { ...window, topics: withDeadLetters(topics.filter((topic) => !map.isKeyedByEntity(topic))) },
      (record) => ids.some((text) => record.value?.includes(text) === true) || traceIds.has(traceIdOf(record) ?? ''),
    );
    return [...own, ...related];
  } finally {
    await reader.close();
  }
}

function withDeadLetters(names: readonly string[]): string[] {
  return names.flatMap((topic) => [topic, deadLetterTopicOf(topic)]);
}

/** Shortly after the last trace of a completed journey, so that it stays fast to read later on. */
function lastSign({ own, parts, handled }: ServiceFacts): Date | undefined {
  const ofOwn = handled.filter(({ topic }) => map.isKeyedByEntity(topic));
  const isHandled = (type: string) =>
    map.consumersOf(type).every((service) => ofOwn.some((row) => row.service === service && row.eventType === type));
  const wrote = parts.flatMap(({ part }) => part.wrote).filter((type) => map.isKeyedByEntity(map.topicOf(type)));
  if (own.isOpen || parts.some(({ part }) => part.missing.length > 0) || !wrote.every(isHandled)) return undefined;
  const signs = [
    own.startedAt,
    ...parts.flatMap(({ part }) => part.hops.map(({ at }) => at)),
    ...ofOwn.map(({ handledAt }) => handledAt),
  ];
  return new Date(Math.max(...signs.map((sign) => sign.getTime())) + afterMs);
}
