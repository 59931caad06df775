import { fetchPlan, stackNamed } from '@fairway/infra';
import type { Command } from '../command-line/context.js';
import { programsOf } from '../command-line/programs.js';

/** Fetches the plan that was reviewed, and no other. */
export const infraFetchPlan: Command<{ stack: string; sha256: string }, { key: string; path: string }> = {
  run: ({ stack, sha256 }, context) => fetchPlan(context.root, stackNamed(stack), sha256, programsOf(context)),

  render: ({ key, path }) => `${path} is ${key}`,
};
