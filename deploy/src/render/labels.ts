import { bucketsUsedBy, localServersOf, usesKafka } from '@fairway/catalog';
import type { Declared, RenderedCatalog } from './declared.js';

/** Labels of every resource of a service. */
export function labelsOf(service: string): Record<string, string> {
  return { 'app.kubernetes.io/name': service, 'app.kubernetes.io/part-of': 'fairway' };
}

export function selectorOf(service: string): { matchLabels: Record<string, string> } {
  return { matchLabels: { 'app.kubernetes.io/name': service } };
}

/** Of a Deployment: the nodes that its pods prefer. The component `placement` selects Deployments by it. */
export const capacityLabel = 'fairway.dev/capacity';

/** What a pod reaches beside other services. The addresses differ between environments; their policies select by these labels. */
export const reach = {
  database: 'fairway.dev/reaches-database',
  kafka: 'fairway.dev/reaches-kafka',
  s3: 'fairway.dev/reaches-s3',
  internet: 'fairway.dev/reaches-internet',
} as const;

export function podLabelsOf(service: Declared, { services }: RenderedCatalog): Record<string, string> {
  return {
    ...labelsOf(service.name),
    ...(service.database === null ? {} : { [reach.database]: 'true' }),
    ...(usesKafka(service) ? { [reach.kafka]: 'true' } : {}),
    ...(Object.keys(bucketsUsedBy(service.name, services)).length > 0 ? { [reach.s3]: 'true' } : {}),
    // A setting that has a stand-in in the local run names a server of another organisation elsewhere.
    ...(localServersOf(service).length > 0 ? { [reach.internet]: 'true' } : {}),
  };
}

/** Of the Jobs that migrate databases: a deployment runs them before it changes services. */
export const migrationLabel = { name: 'app.kubernetes.io/component', value: 'migration' } as const;
