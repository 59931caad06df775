import { managedResources, stacksOf, type BuiltEnvironment, type TerraformEnvironment } from '@fairway/infra';
import type { StackRuns } from './stack-runs.js';

/** An environment as the global setup built it. */
export function builtIn(runs: StackRuns, environment: TerraformEnvironment): BuiltEnvironment {
  const stacks = stacksOf[environment].map((stack) => {
    const { values } = runs.state(environment, stack);
    return { stack, resources: values === undefined ? [] : managedResources(values) };
  });
  return { environment, stacks };
}
