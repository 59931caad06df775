import type { Command } from '../command-line/context.js';
import { programsOf } from '../command-line/programs.js';
import { closeIssue, openIssue, type Post } from '../github/posts.js';
import { runAddress } from '../github/run-address.js';

/** The one open issue of workflows with this title: its text leads to the run that is concerned. */
export const issue: Command<{ verb: 'open' | 'close'; title: string; body?: string }, Post> = {
  async run({ verb, title, body }, context) {
    const programs = programsOf(context);
    if (verb === 'close') return await closeIssue(programs, title);
    const text = [...(body === undefined ? [] : [body]), ...runAddress(context.env)].join('\n\n');
    return await openIssue(programs, { title, body: text });
  },

  render: ({ id, outcome }) => (id === null ? 'no such issue is open' : `${outcome} issue ${id}`),
};
