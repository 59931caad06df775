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
 * The environment variable with the name that Terraform has given to a bucket, on AWS only: no S3 runs elsewhere. For
 * `sales-exports` it is `SALES_EXPORTS_BUCKET`.
 */
export function bucketVariable(bucket: string): string {
  return `${inVariables(bucket)}_BUCKET`;
}

/** The variables of all buckets that a service uses. */
export function bucketVariables(name: string, services: Catalog['services']): string[] {
  return Object.keys(bucketsUsedBy(name, services)).map(bucketVariable);
}
