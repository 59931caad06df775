import { FairwayError } from '@fairway/errors';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HandOver } from './hand-over.js';

/** What Terraform reads of the catalogue; `./fairway generate` renders it. */
export const catalogFile = 'infra/terraform/generated/catalog.json';

interface NeededOfTerraform {
  readonly topics: Readonly<Record<string, unknown>>;
  readonly buckets: Readonly<Record<string, unknown>>;
  readonly services: Readonly<Record<string, { readonly secrets: readonly string[] }>>;
}

/** What the stacks hand over of it; a stack that was applied long ago hands over less. */
interface Made {
  readonly data: {
    /** Null: the deployment itself makes them, in Strimzi's Kafka. */
    readonly kafka: { readonly topics?: readonly string[] | null };
    readonly secrets?: Readonly<Record<string, Readonly<Record<string, string>>>>;
    readonly service_buckets?: Readonly<Record<string, unknown>>;
  };
  readonly cluster: { readonly service_role_arns?: Readonly<Record<string, string>> };
}

/**
 * What the catalogue in a folder needs of Terraform and no applied stack hands over, such as `topic orders`. Pods would
 * start without it, and fail.
 */
export function notHandedOver(root: string, handOver: Pick<HandOver, 'data' | 'cluster'>): string[] {
  const { topics, buckets, services } = JSON.parse(readFileSync(join(root, catalogFile), 'utf8')) as NeededOfTerraform;
  const { data, cluster } = handOver as unknown as Made;
  const { topics: made = [] } = data.kafka;
  const lacks = (kind: string, needed: readonly string[], has: readonly string[]) =>
    needed.filter((name) => !has.includes(name)).map((name) => `${kind} ${name}`);
  return [
    ...(made === null ? [] : lacks('topic', Object.keys(topics), made)),
    ...Object.entries(services).flatMap(([service, { secrets }]) =>
      lacks(`secret of ${service}:`, secrets, Object.keys(data.secrets?.[service] ?? {})),
    ),
    ...lacks('bucket', Object.keys(buckets), Object.keys(data.service_buckets ?? {})),
    ...lacks('role of', Object.keys(services), Object.keys(cluster.service_role_arns ?? {})),
  ];
}

/** @throws FairwayError prerequisite_missing when the catalogue needs what no applied stack hands over */
export function requireHandedOver(root: string, handOver: HandOver): void {
  const missing = notHandedOver(root, handOver);
  if (missing.length === 0) return;
  throw new FairwayError('prerequisite_missing', 'Terraform has not made what this commit needs.', {
    cause: missing.join('\n'),
    hint: `Let the workflow "Terraform apply" of this commit finish for ${handOver.target.environment}, which may wait for an approval; then run this again. What an older commit needs may have been removed since. Nothing was changed.`,
  });
}
