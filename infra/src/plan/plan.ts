/**
 * The parts of `terraform show -json` that are used here. Format: "JSON Output Format" in Terraform's documentation,
 * 1.x.
 */
export interface Plan {
  readonly planned_values: Values;
  readonly resource_changes?: readonly ResourceChange[];
  readonly output_changes?: Readonly<Record<string, Pick<Change, 'actions'>>>;
  /** Whether an apply would do anything. */
  readonly applyable: boolean;
}

export interface ResourceChange {
  readonly address: string;
  /** Its address in the state, if it moves. */
  readonly previous_address?: string;
  readonly mode: 'managed' | 'data';
  readonly change: Change;
}

interface Change {
  readonly actions: readonly ('no-op' | 'create' | 'read' | 'update' | 'delete' | 'forget')[];
  readonly before?: unknown;
  readonly after?: unknown;
  /** True, or the attributes that are known only after the apply. */
  readonly after_unknown?: unknown;
  readonly importing?: object;
  /** The paths of arguments that cannot be changed in place. */
  readonly replace_paths?: readonly (readonly (string | number)[])[];
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
