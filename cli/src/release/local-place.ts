import { createKeyPair, Git } from '@fairway/deploy';
import type { Run } from '@fairway/programs';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** What releases to the local cluster need besides it: their records, and the key that signs images. */
export const localReleases = (root: string) => join(root, '.fairway', 'releases');

/** The key that signs images for the local cluster; it is made the first time. @returns its path */
export async function localSigningKey(run: Run): Promise<string> {
  const folder = localReleases(run.root);
  const key = join(folder, 'cosign.key');
  mkdirSync(folder, { recursive: true });
  if (!existsSync(key)) await createKeyPair(join(folder, 'cosign'), run);
  return key;
}

export const localTrust = (root: string) => ({ publicKey: join(localReleases(root), 'cosign.pub') });

/** A bare repository that has the records, and the commits of rehearsals. @returns its path */
export async function localRemote(root: string, env: NodeJS.ProcessEnv): Promise<string> {
  const remote = join(localReleases(root), 'origin.git');
  mkdirSync(remote, { recursive: true });
  await new Git(remote, env).run(['init', '--quiet', '--bare']);
  // Any commit may be asked for, though no branch leads to it any more.
  await new Git(remote, env).run(['config', 'uploadpack.allowAnySHA1InWant', 'true']);
  return remote;
}
