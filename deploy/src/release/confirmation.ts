import { FairwayError } from '@fairway/errors';
import { commitsBetween } from './changes.js';
import { type Git, requireCommit } from './git.js';
import type { ReleaseRules } from './environments.js';
import { type ReleaseRecord, titleOf } from './release-record.js';

/** @throws FairwayError confirmation_needed unless the name of a guarded environment was typed */
export function requireConfirmation(
  { environment, rules }: { readonly environment: string; readonly rules: ReleaseRules },
  typed: string | undefined,
): void {
  if (!rules.guarded || typed === environment) return;
  throw new FairwayError('confirmation_needed', `A release to ${environment} needs its name as a confirmation.`, {
    cause: typed === undefined ? undefined : `It was given as "${typed}".`,
    hint: `Type it when asked, or add --confirm ${environment}. Nothing was changed.`,
  });
}

/** What a person should know before typing the name of the environment: from what to what, and what comes with it. */
export async function changesOf(
  wanted: Pick<ReleaseRecord, 'action' | 'version' | 'commit' | 'images'>,
  live: ReleaseRecord | undefined,
  git: Git,
): Promise<string[]> {
  const title = wanted.version ?? wanted.commit.slice(0, 12);
  if (live === undefined) return [`nothing runs; ${title} will be the first release`];
  for (const commit of [live.commit, wanted.commit]) await requireCommit(commit, git);
  const isBack = wanted.action === 'rollback';
  const [older, newer] = isBack ? [wanted.commit, live.commit] : [live.commit, wanted.commit];
  const { commits, migrations } = await commitsBetween(older, newer, git);
  const images = Object.entries(wanted.images).flatMap(([name, { digest }]) =>
    digest === live.images[name]?.digest ? [] : [name],
  );
  return [
    `${titleOf(live)} runs; ${title} takes its place`,
    `  images that change: ${listed(images)}`,
    `  commits that ${isBack ? 'are left' : 'come'}: ${commits.length}`,
    `  migrations ${isBack ? 'that stay' : 'that are new'}: ${listed(migrations)}`,
  ];
}

const listed = (names: readonly string[]) => (names.length === 0 ? 'none' : names.join(', '));
