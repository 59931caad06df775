import { promotion, type ReleasedEnvironment, type ReleaseRecord, releaseRules } from '@fairway/deploy';
import { FairwayError } from '@fairway/errors';
import type { Command } from '../command-line/context.js';
import { carryOut, commitOf, type ReleaseInput, versionOf } from '../release/open-release.js';
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
    return await carryOut(to, input, context, async (_, { git, log }) => {
      const commit = await commitOf(git, revision);
      const version = await versionOf(git, commit);
      // The registry keeps images of versions; of other commits, it keeps the newest.
      if (version === null)
        throw new FairwayError('usage', `The commit ${commit.slice(0, 12)} has no version.`, {
          hint: `Tag it: git tag --annotate v1.2.3 ${commit.slice(0, 12)}. Nothing was changed.`,
        });
      return promotion(await log.records(from), { commit, version, from });
    });
  },

  render: renderReleased,
};
