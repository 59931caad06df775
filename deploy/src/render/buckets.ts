import { bucketsUsedBy, bucketVariable } from '@fairway/catalog';
import type { RenderedCatalog } from './declared.js';
import { kustomization, type RenderedManifest } from './files.js';

/** `components/s3`: tells services the names that Terraform has given to their buckets, and lets their pods reach S3. */
export function renderBuckets({ services }: RenderedCatalog): RenderedManifest {
  const configMapGenerator = Object.keys(services)
    .map((name) => ({
      name,
      behavior: 'merge',
      literals: Object.keys(bucketsUsedBy(name, services)).map(
        (bucket) => `${bucketVariable(bucket)}=\${data.service_buckets.${bucket}.name}`,
      ),
    }))
    .filter(({ literals }) => literals.length > 0);
  return kustomization('deploy/kubernetes/components/s3', 'Component', {
    resources: ['network-policy.yaml'],
    ...(configMapGenerator.length > 0 ? { configMapGenerator } : {}),
  });
}
