import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Resource } from '../apply/resources.js';
import { addedMigrations } from './contract-migrations.js';
import type { Git } from './git.js';
import { ReleaseSource } from './release-source.js';

interface Commits {
  /** As `<commit> <title>`, the newest first. */
  readonly commits: readonly string[];
  /** Files of migrations that are new. */
  readonly migrations: readonly string[];
}

/** @param running undefined when nothing runs yet */
export async function commitsBetween(running: string | undefined, wanted: string, git: Git): Promise<Commits> {
  if (running === undefined) return { commits: [], migrations: [] };
  const log = await git.run(['log', '--format=%h %s', `${running}..${wanted}`]);
  return {
    commits: log === '' ? [] : log.split('\n'),
    migrations: await addedMigrations(running, wanted, git),
  };
}

/** What changes in the manifests of an environment, without the digests of images. */
export async function manifestDiff(
  running: string,
  wanted: string,
  git: Git,
  { manifests }: { manifests(root: string): Promise<Resource[]> },
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'fairway-diff-'));
  try {
    for (const [name, commit] of Object.entries({ running, wanted })) {
      using source = await ReleaseSource.of(commit, git);
      const resources = await manifests(source.root);
      writeFileSync(join(folder, `${name}.yaml`), resources.map((resource) => stringify(resource)).join('---\n'));
    }
    // It exits with 1 when the files differ.
    const files = [join(folder, 'running.yaml'), join(folder, 'wanted.yaml')];
    const { stdout } = await git.try(['diff', '--no-index', '--no-color', '--unified=2', ...files]);
    return stdout.slice(Math.max(0, stdout.indexOf('@@'))).trimEnd();
  } finally {
    rmSync(folder, { recursive: true });
  }
}
