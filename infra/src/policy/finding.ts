import type { Values } from '../plan/plan.js';
import type { StackName, TerraformEnvironment } from '../terraform/stacks.js';

/** Something that breaks a rule. */
export interface Finding {
  /** Of the resource or output, as Terraform spells it. */
  readonly address: string;
  readonly problem: string;
  readonly fix: string;
}

/** Judges one stack as it was applied, when every value is known. */
export type Rule = (stack: Values) => Finding[];

/** What was applied, by the command and its settings. A rule must not read this from the resources that it judges: they may be what is wrong. */
export interface Run {
  readonly environment: TerraformEnvironment;
  readonly stack: StackName;
  readonly project: string;
  readonly accountId: string;
  /** Owner and name. */
  readonly repository: string;
}

/** A rule whose answer depends on what was to be built. */
export type RunRule = (stack: Values, run: Run) => Finding[];
