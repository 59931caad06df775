import { localServersOf, type ServiceName, services, usesKafka } from '@fairway/catalog';

/** Labels of every resource of a service. */
export function labelsOf(service: string): Record<string, string> {
  return { 'app.kubernetes.io/name': service, 'app.kubernetes.io/part-of': 'fairway' };
}

export function selectorOf(service: string): { matchLabels: Record<string, string> } {
  return { matchLabels: { 'app.kubernetes.io/name': service } };
}

/** The nodes that the pods prefer; the component `placement` selects by it. */
const capacityLabel = 'fairway.dev/capacity';

/** What a pod reaches beside other services. The addresses differ between environments; their policies select by these labels. */
export const reach = {
  database: 'fairway.dev/reaches-database',
  kafka: 'fairway.dev/reaches-kafka',
  internet: 'fairway.dev/reaches-internet',
} as const;

export function podLabelsOf(service: ServiceName): Record<string, string> {
  const entry = services[service];
  return {
    ...labelsOf(service),
    [capacityLabel]: entry.deployment.capacity,
    ...(entry.database === null ? {} : { [reach.database]: 'true' }),
    ...(usesKafka(entry) ? { [reach.kafka]: 'true' } : {}),
    // A setting that has a stand-in in the local run names a server of another organisation elsewhere.
    ...(localServersOf(entry).length > 0 ? { [reach.internet]: 'true' } : {}),
  };
}

/** Of the Jobs that migrate databases: a deployment runs them before it changes services. */
export const migrationLabel = { name: 'app.kubernetes.io/component', value: 'migration' } as const;
