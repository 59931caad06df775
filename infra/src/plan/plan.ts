/**
 * The parts of `terraform show -json` that are used here. Format: "JSON Output Format" in Terraform's documentation,
 * 1.x.
 */
export interface Plan {
  readonly planned_values: Values;
}

export interface State {
  readonly values?: Values;
}

export interface Values {
  readonly outputs?: Readonly<Record<string, { readonly value?: unknown; readonly sensitive: boolean }>>;
  readonly root_module: Module;
}

interface Module {
  readonly resources?: readonly Resource[];
  readonly child_modules?: readonly Module[];
}

export interface Resource {
  /** For example `module.kafka[0].aws_msk_cluster.this`. */
  readonly address: string;
  readonly mode: 'managed' | 'data';
  readonly type: string;
  readonly name: string;
  readonly index?: string | number;
  /** Arguments and attributes; in a plan, without those that are known only after apply. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** All resources that Terraform manages, including those of modules. */
export function managedResources({ root_module }: Values): Resource[] {
  return allResources(root_module).filter(({ mode }) => mode === 'managed');
}

function allResources({ resources = [], child_modules = [] }: Module): Resource[] {
  return [...resources, ...child_modules.flatMap(allResources)];
}
