import type { Values } from '../plan/plan.js';
import type { StackName, TerraformEnvironment } from '../terraform/stacks.js';

/** A violation of a rule. */
export interface Finding {
  /** The address of the resource or output, as Terraform writes it. */
  readonly address: string;
  readonly problem: string;
  readonly fix: string;
}

/** Judges one applied stack, in which every value is known. */
export type Rule = (stack: Values) => Finding[];

/**
 * What was applied, according to the command and its settings. A rule must not read this from the resources that it
 * judges, because they may be wrong.
 */
export interface Run {
  readonly environment: TerraformEnvironment;
  readonly stack: StackName;
  readonly project: string;
  readonly accountId: string;
  /** Owner and name. */
  readonly repository: string;
}

/** A rule that depends on what was meant to be built. */
export type RunRule = (stack: Values, run: Run) => Finding[];
