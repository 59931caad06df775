import type { Catalog, ReplicaRange } from './model.js';

// V8's young generation (up to 192 MiB), code, buffers and thread stacks.
const memoryBesideHeapMb = 384;

/** What keeps Kubernetes from running the services as declared. */
export function deploymentProblems({ services, topics, environments }: Catalog): string[] {
  return Object.entries(services).flatMap(([name, { consumes, heapMb, deployment }]) => {
    const { memoryMb, scaleOn, replicas } = deployment;
    const leastMb = heapMb + memoryBesideHeapMb;
    const byRecords = 'waitingRecords' in scaleOn;
    return [
      ...(memoryMb < leastMb
        ? [
            `${name} has ${memoryMb} MiB of memory for a heap of ${heapMb} MiB; set memoryMb to ${leastMb} or more, because the kernel kills a process that exceeds it`,
          ]
        : []),
      ...(byRecords && consumes.length === 0
        ? [`${name} scales on waiting records but consumes no event; scale it on cpuPercent`]
        : []),
      ...Object.keys(environments).flatMap((environment) => {
        const range = replicas[environment];
        if (range === undefined) return [`${name} has no replicas in ${environment}; add them in services.ts`];
        return rangeProblems(name, environment, range, byRecords ? mostPartitions(consumes, topics) : Infinity);
      }),
    ];
  });
}

function rangeProblems(name: string, environment: string, { min, max }: ReplicaRange, partitions: number): string[] {
  return [
    ...(min > max
      ? [`${name} has a minimum of ${min} replicas in ${environment}, more than its maximum of ${max}`]
      : []),
    ...(max > partitions
      ? [
          `${name} may have ${max} replicas in ${environment}, but its topics have at most ${partitions} partitions, so some would have nothing to read`,
        ]
      : []),
  ];
}

function mostPartitions(events: readonly string[], topics: Catalog['topics']): number {
  const counts = Object.values(topics)
    .filter((topic) => topic.events.some(({ type }) => events.includes(type)))
    .map(({ partitions }) => partitions);
  return counts.length === 0 ? Infinity : Math.max(...counts);
}
