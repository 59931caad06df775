import { Git } from '@fairway/deploy';
import { FairwayError } from '@fairway/errors';
import { runProgram } from '@fairway/infra';
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Long ago, for `touch` and for us. */
const unread = { touched: '200101010000', untilMs: Date.parse('2002-01-01') };

/**
 * A change of the access time changes ctime, too, after which `git status` would read every file. Set for the clone, because
 * tests start programs with an environment of their own.
 */
const trustCtime = 'core.trustctime';

/**
 * Records which files of git any program reads meanwhile, in any language, by their access times. With `relatime`, which
 * Linux has by default, the first read after the access time was set back is written down. Listing a folder is not recorded.
 * @returns paths from the root; of a compiled file, that of its source
 * @throws FairwayError prerequisite_missing where the file system does not record reads
 */
export async function filesReadDuring<Result>(
  during: () => Promise<Result>,
  { root, env }: { readonly root: string; readonly env: NodeJS.ProcessEnv },
): Promise<{ readonly result: Result; readonly read: ReadonlySet<string> }> {
  const git = new Git(root, env);
  const tracked = (await git.run(['ls-files', '-z'])).split('\0');
  const compiled = globSync('{*,apps/*,packages/*}/dist/**/*.js', { cwd: root });
  const paths = [...tracked, ...compiled].filter((path) => path !== '' && accessedMs(path, root) !== undefined);
  const isRead = (path: string) => (accessedMs(path, root) ?? 0) > unread.untilMs;

  await setBack(paths, root, env);
  readFileSync(join(root, 'package.json'));
  if (!isRead('package.json')) {
    throw new FairwayError('prerequisite_missing', `The file system of ${root} does not record when a file is read.`, {
      hint: 'Use one that is mounted with relatime or strictatime, as Linux does by default.',
    });
  }
  await setBack(['package.json'], root, env);
  const before = await git.try(['config', '--local', '--get', trustCtime]);
  await git.run(['config', '--local', trustCtime, 'false']);
  try {
    const result = await during();
    return { result, read: new Set(paths.filter(isRead).map(sourceOf)) };
  } finally {
    if (before.exitCode === 0) await git.run(['config', '--local', trustCtime, before.stdout.trim()]);
    else await git.run(['config', '--local', '--unset', trustCtime]);
  }
}

const accessedMs = (path: string, root: string) => statSync(join(root, path), { throwIfNoEntry: false })?.atimeMs;

/** `touch`, because Node.js would round modification times to microseconds, and git would read every file. */
async function setBack(paths: readonly string[], root: string, env: NodeJS.ProcessEnv): Promise<void> {
  const input = paths.join('\0');
  const { exitCode, stderr } = await runProgram('xargs', ['-0', 'touch', '-a', '-c', '-t', unread.touched], {
    cwd: root,
    env,
    input,
  });
  if (exitCode === 0) return;
  throw new FairwayError('failed', 'The access times of files cannot be set back.', {
    cause: stderr.trim(),
    hint: 'Run this as the owner of the clone.',
  });
}

const sourceOf = (path: string) => path.replace(/^((?:[^/]+\/){1,2})dist\/(.+)\.js$/, '$1$2.ts');
