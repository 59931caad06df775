import type { Inventory } from './inventory.js';
import { kubernetesSteps } from './kubernetes-steps.js';
import type { Step } from './step.js';
import type { Target } from './target.js';
import { requireEmptyBuckets, stopDeliveries, terraformSteps } from './terraform-steps.js';

export interface TeardownPlan extends Inventory {
  readonly target: Target;
  readonly steps: readonly Step[];
}

/**
 * The order matters: load balancers, volumes and nodes that controllers in the cluster created prevent the deletion of
 * subnets and security groups, are not in any Terraform state, and cost money after the cluster is gone. Kept buckets
 * must be empty, and can only be emptied after their writers have stopped.
 */
export function teardownPlan(target: Target, inventory: Inventory): TeardownPlan {
  const steps = [
    ...stopDeliveries(target, inventory),
    ...kubernetesSteps(target),
    ...requireEmptyBuckets(target, inventory),
    ...terraformSteps(target, inventory),
  ];
  return { ...inventory, target, steps };
}
