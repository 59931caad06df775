import { FairwayError } from '@fairway/errors';
import { planComment, reviewChange, Revision, stacksChangedSince, type PlanSummary } from '@fairway/infra';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from '../command-line/context.js';
import { programsOf } from '../command-line/programs.js';
import { postComment, type Post } from '../github/posts.js';

interface Input {
  /** A folder with what `infra keep-plan --json` printed, one file per stack. */
  readonly plans?: string;
  readonly changedSince: string;
  readonly pullRequest?: number;
}

interface Result {
  readonly markdown: string;
  /** Null without a pull request. */
  readonly comment: Post | null;
}

/** What a change would do to AWS: plans, cost and rules in one text, which replaces the one before on the pull request. */
export const infraComment: Command<Input, Result> = {
  async run({ plans: folder, changedSince, pullRequest }, context) {
    const { root, env, progress } = context;
    const plans = folder === undefined ? [] : summariesIn(folder);
    using revision = await Revision.checkOut(root, changedSince, env);
    const changed = await stacksChangedSince(root, revision.commit, env);
    progress(`building all environments, now and at ${changedSince}, in an offline account`);
    const markdown = planComment({ changed, plans, review: await reviewChange(root, revision, env) });
    if (pullRequest === undefined) return { markdown, comment: null };
    const post = { pullRequest, subject: 'fairway infra comment', body: markdown };
    return { markdown, comment: await postComment(programsOf(context), post) };
  },

  render: ({ markdown }) => markdown,
};

function summariesIn(folder: string): PlanSummary[] {
  const files = globSync('*.json', { cwd: folder }).toSorted();
  return files.map((file) => readSummary(join(folder, file)));
}

function readSummary(file: string): PlanSummary {
  const { data } = JSON.parse(readFileSync(file, 'utf8')) as { data?: PlanSummary };
  if (data !== undefined) return data;
  throw new FairwayError('usage', `${file} is not the summary of a plan.`, {
    hint: 'Give files with what `./fairway infra keep-plan --json` printed.',
  });
}
