import { type Git, imagesIn, newRelease, ReleaseSource, type Wanted } from '@fairway/deploy';
import type { Opened } from './destinations.js';

/** The images that the registry has of a commit, for what its manifests need. */
export async function newReleaseOf(commit: string, opened: Opened, git: Git): Promise<Wanted> {
  using source = await ReleaseSource.of(commit, git);
  const names = imagesIn(await opened.manifests(source.root));
  return await newRelease(commit, names, (name) => opened.digestOf(name, commit));
}
