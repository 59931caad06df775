import { type ReleasedEnvironment, type ReleaseRecord, releaseRules } from '@fairway/deploy';
import { FairwayError } from '@fairway/errors';
import type { Command } from '../command-line/context.js';
import { carryOut, commitOf, type ReleaseInput } from '../release/open-release.js';
import { renderReleased } from '../release/render-record.js';
import { newReleaseOf } from '../release/new-release.js';

interface ReleaseDeployInput extends ReleaseInput {
  readonly environment: ReleasedEnvironment;
  readonly commit: string;
}

/** Brings the first environment to a commit whose images are in the registry. */
export const releaseDeploy: Command<ReleaseDeployInput, ReleaseRecord> = {
  // It records how the release ended.
  stopsItself: true,

  async run({ environment, commit, ...input }, context) {
    const { after } = releaseRules[environment];
    if (after !== null)
      throw new FairwayError('usage', `${environment} takes releases that have run in ${after}.`, {
        hint: `./fairway release promote ${after} ${environment}`,
      });
    return await carryOut(environment, input, context, async (opened, git) =>
      newReleaseOf(await commitOf(git, commit), opened, git),
    );
  },

  render: renderReleased,
};
