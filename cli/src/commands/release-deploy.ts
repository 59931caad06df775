import { type ReleasedEnvironment, type ReleaseRecord, releaseRules } from '@fairway/deploy';
import { FairwayError } from '@fairway/errors';
import type { Command } from '../command-line/context.js';
import { carryOut, commitOf, openReleases, type ReleaseInput } from '../release/open-release.js';
import { renderReleased } from '../release/render-record.js';
import { newReleaseOf } from '../release/new-release.js';
import { untilHandedOver } from '../release/until-handed-over.js';

interface ReleaseDeployInput extends ReleaseInput {
  readonly environment: ReleasedEnvironment;
  readonly commit: string;
  /** How long Terraform may still take to make what the commit needs; 0 by default. */
  readonly waitMs?: number;
}

/** Brings the first environment to a commit whose images are in the registry. */
export const releaseDeploy: Command<ReleaseDeployInput, ReleaseRecord> = {
  // It records how the release ended.
  stopsItself: true,

  async run({ environment, commit: revision, waitMs = 0, ...input }, context) {
    const { after } = releaseRules[environment];
    if (after !== null)
      throw new FairwayError('usage', `${environment} takes releases that have run in ${after}.`, {
        hint: `./fairway release promote ${after} ${environment}`,
      });
    const { git } = await openReleases(input, context);
    const commit = await commitOf(git, revision);
    if (!input.local) await untilHandedOver({ environment, commit, forMs: waitMs, everyMs: 15_000 }, git, context);
    return await carryOut(environment, input, context, (opened) => newReleaseOf(commit, opened, git));
  },

  render: renderReleased,
};
