import { join } from 'node:path';

/**
 * The environments that Terraform builds; `shared` contains what they have in common: state, registry, GitHub's roles.
 */
export const terraformEnvironments = ['shared', 'dev', 'production'] as const;
export type TerraformEnvironment = (typeof terraformEnvironments)[number];

/** The stacks of each environment in apply order: each reads what its predecessors hand over. */
export const stacksOf = {
  shared: ['bootstrap', 'global'],
  dev: ['network', 'data', 'cluster'],
  production: ['network', 'data', 'cluster'],
} as const satisfies Record<TerraformEnvironment, readonly string[]>;

export type StackName = (typeof stacksOf)[TerraformEnvironment][number];

/** The committed settings of a stack, as `-var-file` arguments relative to its folder. */
export function varFileArguments(environment: TerraformEnvironment, stack: StackName): string[] {
  const environments = join('..', '..', 'environments');
  return [join(environments, 'common.tfvars'), join(environments, environment, `${stack}.tfvars`)].map(
    (file) => `-var-file=${file}`,
  );
}
