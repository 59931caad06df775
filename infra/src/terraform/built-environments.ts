import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { managedResources, type Resource, type Values } from '../plan/plan.js';
import { OfflineAccount } from './offline-account.js';
import { stacksOf, type StackName, type TerraformEnvironment } from './stacks.js';

/** The resources of an applied stack, with every value known. */
export interface BuiltStack {
  readonly stack: StackName;
  readonly resources: readonly Resource[];
  readonly outputs?: Values['outputs'];
}

export interface BuiltEnvironment {
  readonly environment: TerraformEnvironment;
  /** In the order in which they are applied. */
  readonly stacks: readonly BuiltStack[];
}

export interface BuildOptions {
  readonly env: NodeJS.ProcessEnv;
  /** A folder like `infra/terraform`; the repository's own by default. */
  readonly source?: string;
}

/**
 * Plans and applies environments in an offline account.
 * @throws FairwayError when a stack cannot be planned, or when Terraform or Go is missing
 */
export async function buildEnvironments(
  root: string,
  wanted: readonly TerraformEnvironment[],
  options: BuildOptions,
): Promise<BuiltEnvironment[]> {
  const source = options.source ?? join(root, 'infra', 'terraform');
  using account = await OfflineAccount.open(root, { env: options.env, source });
  // An earlier revision may lack a stack.
  const present = (stacks: readonly StackName[]) => stacks.filter((stack) => existsSync(join(source, 'stacks', stack)));
  // Always built: every environment reads what these hand over.
  const shared = await build(account, 'shared', present(stacksOf.shared));
  const others = wanted.filter((environment) => environment !== 'shared');
  // Isolated from each other, so they can be built in parallel.
  const built = await Promise.all(
    others.map((environment) => build(account, environment, present(stacksOf[environment]))),
  );
  return [shared, ...built].filter(({ environment }) => wanted.includes(environment));
}

async function build(
  account: OfflineAccount,
  environment: TerraformEnvironment,
  stacks: readonly StackName[],
): Promise<BuiltEnvironment> {
  const built: BuiltStack[] = [];
  for (const stack of stacks) {
    await account.init(environment, stack);
    await account.plan(environment, stack);
    const { values } = await account.apply(environment, stack);
    built.push(
      values === undefined
        ? { stack, resources: [] }
        : { stack, resources: managedResources(values), outputs: values.outputs },
    );
  }
  return { environment, stacks: built };
}
