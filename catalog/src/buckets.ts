import type { Catalog } from './model.js';
import { inVariables } from './variables.js';

/** Permissions on a bucket: its owner has `write`, which includes reading and deleting. */
export type BucketAccess = 'write' | 'read';

/** The buckets that a service owns, and those of other services that it reads. */
export function bucketsUsedBy(name: string, services: Catalog['services']): Record<string, BucketAccess> {
  return Object.fromEntries(
    Object.entries(services).flatMap(([owner, { buckets }]) =>
      Object.entries(buckets).flatMap(([bucket, { readers }]): [string, BucketAccess][] => {
        if (owner === name) return [[bucket, 'write']];
        return readers.includes(name) ? [[bucket, 'read']] : [];
      }),
    ),
  );
}

/**
 * Environment variables with the names of a service's buckets, on AWS only: the local run has no S3. For the bucket
 * `sales-exports` it is `SALES_EXPORTS_BUCKET`.
 */
export function bucketVariables(name: string, services: Catalog['services']): string[] {
  return Object.keys(bucketsUsedBy(name, services)).map((bucket) => `${inVariables(bucket)}_BUCKET`);
}
