import { plannedStacks, stacksChangedSince, type StackInEnvironment } from '@fairway/infra';
import type { Command } from '../command-line/context.js';

/** The stacks that pipelines plan, in the order of apply. */
export const infraStacks: Command<{ changedSince?: string }, { readonly stacks: readonly StackInEnvironment[] }> = {
  async run({ changedSince }, { root, env }) {
    return { stacks: changedSince === undefined ? plannedStacks : await stacksChangedSince(root, changedSince, env) };
  },

  render: ({ stacks }) => stacks.map(({ environment, stack }) => `${environment}/${stack}`).join('\n'),
};
