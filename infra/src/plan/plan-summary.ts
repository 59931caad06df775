import type { StackInEnvironment } from '../terraform/changed-stacks.js';
import type { Plan, ResourceChange } from './plan.js';

/** The most dangerous first. */
export const planActions = ['destroy', 'replace', 'update', 'create', 'import', 'move', 'forget'] as const;
export type PlanAction = (typeof planActions)[number];

/**
 * What a plan would do, without any value: values may be secret, and this is shown to everyone who can read the
 * repository.
 */
export interface PlanSummary extends StackInEnvironment {
  /** Whether an apply would do anything. */
  readonly applyable: boolean;
  /** In the order of `planActions`. */
  readonly changes: readonly PlannedChange[];
  /** Names of outputs that change. */
  readonly outputs: readonly string[];
}

export interface PlannedChange {
  readonly action: PlanAction;
  readonly address: string;
  /** Names of the arguments that change in a resource that exists already. */
  readonly attributes: readonly string[];
}

export function summaryOf({ environment, stack }: StackInEnvironment, plan: Plan): PlanSummary {
  const { resource_changes: changes = [], output_changes: outputs = {}, applyable } = plan;
  return {
    environment,
    stack,
    applyable,
    changes: changes
      .flatMap(plannedChange)
      .toSorted((one, other) => planActions.indexOf(one.action) - planActions.indexOf(other.action)),
    outputs: Object.entries(outputs).flatMap(([name, { actions }]) => (actions.includes('no-op') ? [] : [name])),
  };
}

function plannedChange(resource: ResourceChange): PlannedChange[] {
  const action = resource.mode === 'managed' ? actionOf(resource) : undefined;
  if (action === undefined) return [];
  return [{ action, address: resource.address, attributes: attributesOf(action, resource.change) }];
}

function actionOf({ change, previous_address: previous }: ResourceChange): PlanAction | undefined {
  if (change.actions.includes('delete')) return change.actions.includes('create') ? 'replace' : 'destroy';
  const [action] = change.actions;
  if (action === 'create' || action === 'update' || action === 'forget') return action;
  if (change.importing !== undefined) return 'import';
  return previous === undefined ? undefined : 'move';
}

function attributesOf(action: PlanAction, change: ResourceChange['change']): string[] {
  // A new resource has new values everywhere; only the reason is of interest.
  if (action === 'replace') return [...new Set((change.replace_paths ?? []).map(([name]) => String(name)))];
  if (action !== 'update') return [];
  const values = (side: unknown) => new Map<string, unknown>(Object.entries((side ?? {}) as object));
  const [before, after, unknown] = [values(change.before), values(change.after), values(change.after_unknown)];
  return [...new Set([...before.keys(), ...after.keys(), ...unknown.keys()])].filter(
    (name) => unknown.get(name) === true || JSON.stringify(before.get(name)) !== JSON.stringify(after.get(name)),
  );
}
