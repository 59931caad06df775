import { join } from 'node:path';

/** Environments that Terraform builds; `shared` holds what they have in common: state, registry, GitHub's roles. */
export const terraformEnvironments = ['shared', 'dev', 'production'] as const;
export type TerraformEnvironment = (typeof terraformEnvironments)[number];

/** Stacks of each environment in the order in which they are applied: each reads what those before it hand over. */
export const stacksOf = {
  shared: ['bootstrap', 'global'],
  dev: ['network', 'data', 'cluster'],
  production: ['network', 'data', 'cluster'],
} as const satisfies Record<TerraformEnvironment, readonly string[]>;

export type StackName = (typeof stacksOf)[TerraformEnvironment][number];

/** The committed settings of a stack, as `-var-file` arguments seen from its folder. */
export function varFileArguments(environment: TerraformEnvironment, stack: StackName): string[] {
  const environments = join('..', '..', 'environments');
  return [join(environments, 'common.tfvars'), join(environments, environment, `${stack}.tfvars`)].map(
    (file) => `-var-file=${file}`,
  );
}
