import type { EventType } from '@fairway/contracts';
import { databases } from './databases.js';
import { environments } from './environments.js';
import type { Catalog, Environment, Service, Topic } from './model.js';
import { secrets } from './secrets.js';
import { services, type ServiceName } from './services.js';
import { standIns } from './stand-ins.js';
import { settledLettersTopic, topics, type TopicName } from './topics.js';
import { usesKafka, verifiesTokens } from './variables.js';

export const catalog = { topics, services, databases, secrets, environments, standIns } as const satisfies Catalog;

// How much the heap may grow before a full collection. For a limit of 256 MB V8 uses 30 percent and collects so often
// that a request costs a tenth more CPU time at 800 a second, and a quarter more at saturation. For one of 4 GB it uses
// 300, and with that value the limit costs nothing.
const heapGrowingPercent = 300;
// Half of what V8 takes by itself: new objects then have 32 MB of a process instead of 64, at the same cost. With 8 a
// request costs up to 5 percent more at saturation.
const semiSpaceMb = 16;

/** The topic that carries an event type. */
export function topicOf(type: EventType): TopicName {
  const [name] = topicsCarrying([type], topics);
  if (name === undefined) throw new Error(`No topic carries ${type}; add it to a topic in catalog/src/topics.ts.`);
  return name;
}

/** The topics that carry any of the event types. */
export function topicsCarrying<Name extends string>(
  types: readonly string[],
  among: Readonly<Record<Name, Topic>>,
): Name[] {
  return (Object.keys(among) as Name[]).filter((name) => among[name].events.some(({ type }) => types.includes(type)));
}

export function deadLetterTopicOf(topic: string): string {
  return `${topic}.dlq`;
}

/** The topics that a service reads in its consumer group. */
export function topicsConsumedBy(name: ServiceName): TopicName[] {
  return topicsCarrying(services[name].consumes, topics);
}

/** A service's own entry, for `defineService`: its name, its declaration, and what follows from it. */
export function serviceEntry<Name extends ServiceName>(name: Name) {
  const service = services[name];
  return { name, ...service, usesKafka: usesKafka(service), verifiesTokens: verifiesTokens(service), topicOf };
}

/** Node's arguments for the service, in the local run and in a container. */
export function nodeArguments({ heapMb }: Pick<Service, 'heapMb'>): string[] {
  return [
    `--max-old-space-size=${heapMb}`,
    `--heap-growing-percent=${heapGrowingPercent}`,
    `--max-semi-space-size=${semiSpaceMb}`,
  ];
}

/** A topic of Kafka, of events or of their dead letters. */
export interface KafkaTopic {
  readonly name: string;
  readonly partitions: number;
  readonly retentionMs: number;
}

/** Every topic to create, including those of dead letters. */
export function allTopics(among: Catalog['topics']): KafkaTopic[] {
  const ofEvents = Object.entries(among).flatMap(([name, { partitions, retentionMs, dlq }]) => [
    { name, partitions, retentionMs },
    // As many partitions as its topic: a dead letter keeps its partition, and so its place among its key's letters.
    { name: deadLetterTopicOf(name), partitions, retentionMs: dlq.retentionMs },
  ]);
  return [...ofEvents, settledLettersTopic];
}

/** The configuration of a topic in an environment, in Kafka's words. */
export function topicConfig({ retentionMs }: KafkaTopic, { minInsyncReplicas }: Environment['kafka']) {
  return { 'retention.ms': retentionMs, 'min.insync.replicas': minInsyncReplicas };
}

/** What Kafka's admin client creates a topic from, in an environment. */
export function newTopic(topic: KafkaTopic, kafka: Environment['kafka']) {
  const { name, partitions } = topic;
  const configs = Object.entries(topicConfig(topic, kafka)).map(([key, value]) => ({
    name: key,
    value: String(value),
  }));
  return { topics: [name], partitions, replicas: kafka.replicationFactor, configs };
}
