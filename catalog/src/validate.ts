import type { Catalog } from './model.js';
import { infrastructurePortOffsets, managementPortOffset } from './ports.js';

/** Every contradiction in the catalogue, each as one sentence that says where it is and how to mend it. */
export function catalogProblems(catalog: Catalog): string[] {
  return [
    ...unknownPeers(catalog),
    ...databaseProblems(catalog),
    ...topicProblems(catalog),
    ...eventFlowProblems(catalog),
    ...portProblems(catalog),
    ...environmentProblems(catalog),
  ];
}

function unknownPeers({ services }: Catalog): string[] {
  return Object.entries(services).flatMap(([name, service]) =>
    service.calls
      .filter((peer) => !(peer in services))
      .map((peer) => `${name} calls ${peer}, which is no service; add it to services.ts or drop the call`),
  );
}

function databaseProblems({ services, databases }: Catalog): string[] {
  const owners = new Map<string, string>();
  return Object.entries(services).flatMap(([name, { database }]) => {
    if (database === null) return [];
    if (!(database in databases)) return [`${name} uses the database ${database}, which databases.ts does not declare`];
    const owner = owners.get(database);
    if (owner !== undefined) return [`${name} and ${owner} share the database ${database}; give each its own`];
    owners.set(database, name);
    return [];
  });
}

function topicProblems({ topics }: Catalog): string[] {
  const topicOfEvent = new Map<string, string>();
  return Object.entries(topics).flatMap(([name, topic]) => {
    const found: string[] = [];
    if (topic.partitions < 1) found.push(`topic ${name} has ${topic.partitions} partitions; it needs at least one`);
    if (name.endsWith('.dlq')) found.push(`topic ${name} is named like a dead-letter topic; those are made from "dlq"`);
    for (const { type } of topic.events) {
      const other = topicOfEvent.get(type);
      if (other !== undefined) found.push(`${type} is on the topics ${other} and ${name}; its order would be lost`);
      topicOfEvent.set(type, name);
    }
    return found;
  });
}

function eventFlowProblems({ services, topics }: Catalog): string[] {
  const carried = new Set<string>(Object.values(topics).flatMap((topic) => topic.events.map(({ type }) => type)));
  const produced = new Set<string>(Object.values(services).flatMap(({ produces }) => produces));
  return Object.entries(services).flatMap(([name, service]) => [
    ...[...service.produces, ...service.consumes]
      .filter((type) => !carried.has(type))
      .map((type) => `${name} uses the event ${type}, which no topic carries; add it to a topic in topics.ts`),
    ...service.consumes
      .filter((type) => !produced.has(type))
      .map((type) => `${name} consumes ${type}, which no service produces; its handler would never run`),
  ]);
}

function portProblems({ services }: Catalog): string[] {
  const takenBy = new Map<number, string>(
    Object.entries(infrastructurePortOffsets).map(([name, offset]) => [offset, name] as const),
  );
  const claim = (offset: number, name: string) => {
    const other = takenBy.get(offset);
    takenBy.set(offset, name);
    return other === undefined ? [] : [`port offset ${offset} is taken twice, by ${other} and ${name}; choose a free one`];
  };
  return Object.entries(services).flatMap(([name, { portOffset }]) => [
    ...claim(portOffset, name),
    ...claim(portOffset + managementPortOffset, `${name} (management)`),
  ]);
}

function environmentProblems({ environments }: Catalog): string[] {
  return Object.entries(environments).flatMap(([name, { kafka }]) => [
    ...(kafka.replicationFactor > kafka.brokers
      ? [`${name} wants ${kafka.replicationFactor} replicas on ${kafka.brokers} brokers; lower replicationFactor`]
      : []),
    ...(kafka.minInsyncReplicas > kafka.replicationFactor
      ? [`${name} wants ${kafka.minInsyncReplicas} in-sync of ${kafka.replicationFactor} replicas; no write could succeed`]
      : []),
  ]);
}
