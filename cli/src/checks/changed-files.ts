import { Git } from '@fairway/deploy';
import { FairwayError } from '@fairway/errors';

/**
 * The files that differ from where this branch left another one: committed, not committed, and new.
 * @param reference a branch, tag or commit
 * @returns paths from the root, those of deleted files too
 * @throws FairwayError usage when git does not know where the branches parted
 */
export async function filesChangedSince(reference: string, root: string, env: NodeJS.ProcessEnv): Promise<string[]> {
  const git = new Git(root, env);
  const parted = await git.try(['merge-base', '--end-of-options', 'HEAD', reference]);
  if (parted.exitCode !== 0) {
    throw new FairwayError('usage', `git knows no commit that this branch and "${reference}" have in common.`, {
      cause: parted.stderr.trim() || undefined,
      hint: 'Run `git fetch origin main`; in a workflow, check out with `fetch-depth: 0`.',
    });
  }
  const lists = await Promise.all([
    // Without renames: a file that moves changes both places.
    git.run(['diff', '--name-only', '--no-renames', '-z', parted.stdout.trim(), '--']),
    git.run(['ls-files', '--others', '--exclude-standard', '-z']),
  ]);
  return [...new Set(lists.flatMap((list) => list.split('\0')))].filter((path) => path !== '').toSorted();
}
