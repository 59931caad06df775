import { planReport, readPlan, stackNamed, type PlanSummary } from '@fairway/infra';
import type { Command } from '../command-line/context.js';
import { programsOf } from '../command-line/programs.js';
import { closeIssue, openIssue, type Post } from '../github/posts.js';
import { runAddress } from '../github/run-address.js';

/** One issue per stack that is not what main says: opened or updated from its plan, closed when nothing differs. */
export const infraDrift: Command<{ stack: string }, { readonly plan: PlanSummary; readonly issue: Post }> = {
  async run({ stack }, context) {
    const programs = programsOf(context);
    const plan = await readPlan(context.root, stackNamed(stack), programs);
    const title = `Terraform: ${plan.environment}/${plan.stack} differs from main`;
    const body = [
      'Someone has changed it by hand, or a merged change was not applied. Apply main (the workflow Terraform apply), or change main. This issue is closed when nothing differs.',
      planReport(plan),
      ...runAddress(context.env),
    ].join('\n\n');
    return { plan, issue: await (plan.applyable ? openIssue(programs, { title, body }) : closeIssue(programs, title)) };
  },

  render: ({ plan, issue: { id, outcome } }) =>
    [planReport(plan), ...(id === null ? [] : [`${outcome} issue ${id}`])].join('\n\n'),
};
