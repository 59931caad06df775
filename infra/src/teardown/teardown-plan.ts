import type { Inventory } from './inventory.js';
import { kubernetesSteps } from './kubernetes-steps.js';
import type { Step } from './step.js';
import type { Target } from './target.js';
import { terraformSteps } from './terraform-steps.js';

export interface TeardownPlan extends Inventory {
  readonly target: Target;
  readonly steps: readonly Step[];
}

/**
 * The order matters: what controllers in the cluster made (load balancers, volumes, nodes) keeps subnets and security groups from being
 * deleted, is known to no Terraform state, and goes on being billed when the cluster is gone.
 */
export function teardownPlan(target: Target, inventory: Inventory): TeardownPlan {
  return { ...inventory, target, steps: [...kubernetesSteps(target), ...terraformSteps(target, inventory)] };
}
