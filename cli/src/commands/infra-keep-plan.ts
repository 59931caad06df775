import { keepPlan, planReport, stackNamed, type KeptPlan, type PlanPurpose } from '@fairway/infra';
import type { Command } from '../command-line/context.js';
import { programsOf } from '../command-line/programs.js';

/** Keeps the plan of a stack in the bucket of its state. */
export const infraKeepPlan: Command<{ stack: string; for: PlanPurpose }, KeptPlan> = {
  run: ({ stack, for: purpose }, context) => keepPlan(context.root, stackNamed(stack), purpose, programsOf(context)),

  render: (kept) => [planReport(kept), `kept as ${kept.key}`].join('\n\n'),
};
