import { type ReleasedEnvironment, type ReleaseRecord, releaseRules } from '@fairway/deploy';
import { FairwayError } from '@fairway/errors';
import type { Command } from '../command-line/context.js';
import { promotionOf } from '../release/new-release.js';
import { carryOut, type ReleaseInput } from '../release/open-release.js';
import { renderReleased } from '../release/render-record.js';

interface ReleasePromoteInput extends ReleaseInput {
  readonly from: ReleasedEnvironment;
  readonly to: ReleasedEnvironment;
  readonly commit: string;
}

/** Brings an environment to the digests that the one before it has run. */
export const releasePromote: Command<ReleasePromoteInput, ReleaseRecord> = {
  stopsItself: true,

  async run({ from, to, commit: revision, ...input }, context) {
    const { after } = releaseRules[to];
    if (after !== from)
      throw new FairwayError('usage', `${to} does not take releases from ${from}.`, {
        hint: after === null ? `./fairway release deploy ${to}` : `./fairway release promote ${after} ${to}`,
      });
    return await carryOut(to, input, context, (opened, git, _, before) => promotionOf(revision, before, opened, git));
  },

  render: renderReleased,
};
