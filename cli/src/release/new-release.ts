import {
  type Git,
  imagesIn,
  newRelease,
  promotion,
  type ReleaseRecord,
  ReleaseSource,
  type Wanted,
} from '@fairway/deploy';
import { FairwayError } from '@fairway/errors';
import type { Opened } from './destinations.js';
import { commitOf, versionOf } from './open-release.js';

/** The images that the registry has of a commit, for what its manifests need. */
export async function newReleaseOf(commit: string, opened: Opened, git: Git): Promise<Wanted> {
  using source = await ReleaseSource.of(commit, git);
  const names = imagesIn(await opened.manifests(source.root));
  return await newRelease(commit, names, (name) => opened.digestOf(name, commit));
}

/**
 * The digests of a commit that the environment before has run. When it has not, those that the registry has: a check
 * refuses them, unless a person overrides it.
 * @param before what was released to the environment before, the newest first
 * @throws FairwayError refused for a commit without a version, and for one without images that has not run there
 */
export async function promotionOf(
  revision: string,
  before: readonly ReleaseRecord[],
  opened: Opened,
  git: Git,
): Promise<Wanted> {
  const commit = await commitOf(git, revision);
  const version = await versionOf(git, commit);
  // The registry keeps images of versions; of other commits, it keeps the newest.
  if (version === null)
    throw new FairwayError('refused', `The commit ${commit.slice(0, 12)} has no version.`, {
      hint: `Tag it: git tag --annotate --message v1.2.3 v1.2.3 ${commit.slice(0, 12)}. Nothing was changed.`,
    });
  const ran = promotion(before, { commit, version });
  if (ran !== undefined) return ran;
  try {
    return { ...(await newReleaseOf(commit, opened, git)), action: 'promote', version };
  } catch (error) {
    if (!(error instanceof FairwayError) || error.code !== 'not_found') throw error;
    const { after } = opened.rules;
    throw new FairwayError('refused', `${version} (${commit.slice(0, 12)}) has not run in ${after}.`, {
      cause: error.message,
      hint: `Bring it there first: ./fairway release deploy ${after}. Nothing was changed.`,
    });
  }
}
