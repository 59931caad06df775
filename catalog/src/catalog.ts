import type { EventType } from '@fairway/contracts';
import { databases } from './databases.js';
import { environments } from './environments.js';
import type { Catalog, Service } from './model.js';
import { services, type ServiceName } from './services.js';
import { settledLettersTopic, topics, type TopicName } from './topics.js';

export const catalog = { topics, services, databases, environments } as const satisfies Catalog;

// At 16 a process collects so often that an order costs a tenth more CPU time (800 orders/s). At V8's default of 64 the young
// objects fill a heap of 128 to such a degree that V8 collects all of it each time: the gateway took ten times its CPU time.
const semiSpaceMb = 32;

/** The topic that carries an event type. */
export function topicOf(type: EventType): TopicName {
  for (const name of Object.keys(topics) as TopicName[]) {
    if (topics[name].events.some((event) => event.type === type)) return name;
  }
  throw new Error(`No topic carries ${type}; add it to a topic in catalog/src/topics.ts.`);
}

export function deadLetterTopicOf(topic: string): string {
  return `${topic}.dlq`;
}

/** The topics that a service reads, in its consumer group. */
export function topicsConsumedBy(name: ServiceName): TopicName[] {
  const service: Service = services[name];
  return [...new Set(service.consumes.map(topicOf))];
}

/** How Node runs the service, here and in a container. */
export function nodeArguments(name: ServiceName): string[] {
  return [`--max-old-space-size=${services[name].heapMb}`, `--max-semi-space-size=${semiSpaceMb}`];
}

/** Every topic to create, those of dead letters included. */
export function allTopics(): { name: string; partitions: number; retentionMs: number }[] {
  const ofEvents = Object.entries(topics).flatMap(([name, { partitions, retentionMs, dlq }]) => [
    { name, partitions, retentionMs },
    // As many partitions as its topic: a dead letter keeps its partition, and so its place among its key's letters.
    { name: deadLetterTopicOf(name), partitions, retentionMs: dlq.retentionMs },
  ]);
  return [...ofEvents, settledLettersTopic];
}
