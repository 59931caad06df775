import type { Values } from '../plan/plan.js';

/** Something that breaks a rule. */
export interface Finding {
  /** Of the resource or output, as Terraform spells it. */
  readonly address: string;
  readonly problem: string;
  readonly fix: string;
}

/** Judges one stack as it was applied, when every value is known. */
export type Rule = (stack: Values) => Finding[];
