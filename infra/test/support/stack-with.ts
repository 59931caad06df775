import type { Resource, Values } from '../../src/plan/plan.js';
import type { Run } from '../../src/policy/finding.js';

/** A stack for a test: resources by address, such as `aws_s3_bucket.this`. */
export function stackWith(
  resources: Readonly<Record<string, Resource['values']>>,
  outputs: Values['outputs'] = {},
): Values {
  return {
    outputs,
    root_module: {
      resources: Object.entries(resources).map(([address, values]) => {
        const [type = '', name = ''] = address.split('.');
        return { address, mode: 'managed', type, name, values };
      }),
    },
  };
}

/** A run for a test. */
export const ofDev: Run = {
  environment: 'dev',
  stack: 'data',
  project: 'fairway',
  accountId: '111122223333',
  repository: 'example/fairway',
};
