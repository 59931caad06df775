import type { Inventory } from './inventory.js';
import { kubernetesSteps } from './kubernetes-steps.js';
import type { Step } from './step.js';
import type { Target } from './target.js';
import { demandEmptyBuckets, stopDeliveries, terraformSteps } from './terraform-steps.js';

export interface TeardownPlan extends Inventory {
  readonly target: Target;
  readonly steps: readonly Step[];
}

/**
 * The order matters: what controllers in the cluster made (load balancers, volumes, nodes) keeps subnets and security groups from being
 * deleted, is known to no Terraform state, and goes on being billed when the cluster is gone. Buckets that are kept must be empty, and can be only when
 * nothing writes to them any more.
 */
export function teardownPlan(target: Target, inventory: Inventory): TeardownPlan {
  const steps = [
    ...stopDeliveries(target, inventory),
    ...kubernetesSteps(target),
    ...demandEmptyBuckets(target, inventory),
    ...terraformSteps(target, inventory),
  ];
  return { ...inventory, target, steps };
}
