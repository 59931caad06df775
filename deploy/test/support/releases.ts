import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID, createHash } from 'node:crypto';
import { resolveDigest, tagDigest } from '../../src/apply/registry.js';
import { requireCluster } from '../../src/cluster/cluster.js';
import { imageNames, repositoryOf } from '../../src/image/image-names.js';
import { Git } from '../../src/release/git.js';
import type { ReleaseRecord } from '../../src/release/release-record.js';
import { overlayFile, type Patch, patchedOverlay } from './overlay-patch.js';
import { fairway, must, type Output, root } from './test-cluster.js';

const git = new Git(root, {
  ...process.env,
  GIT_AUTHOR_NAME: 'Test',
  GIT_AUTHOR_EMAIL: 'test@localhost',
  GIT_COMMITTER_NAME: 'Test',
  GIT_COMMITTER_EMAIL: 'test@localhost',
});
const registry = () => requireCluster(root).registry;
const head = () => git.run(['rev-parse', 'HEAD']);

/** A commit on top of what is checked out, which no branch has. */
export async function commitWith(patches: readonly Patch[] = []): Promise<string> {
  const index = join(tmpdir(), `fairway-index-${randomUUID()}`);
  const env = { GIT_INDEX_FILE: index };
  try {
    await git.run(['read-tree', 'HEAD'], { env });
    if (patches.length > 0) {
      const blob = await git.run(['hash-object', '-w', '--stdin'], { input: patchedOverlay(root, patches) });
      await git.run(['update-index', '--cacheinfo', `100644,${blob},${overlayFile}`], { env });
    }
    const tree = await git.run(['write-tree'], { env });
    return await git.run(['commit-tree', tree, '-p', 'HEAD', '-m', `Test ${randomUUID()}`]);
  } finally {
    rmSync(index, { force: true });
  }
}

export async function temporaryTag(name: string, commit: string): Promise<AsyncDisposable> {
  await git.run(['tag', '--force', name, commit]);
  return { [Symbol.asyncDispose]: async () => void (await git.run(['tag', '--delete', name])) };
}

/** Gives the images of what is checked out to another commit, but those that are named; signs them for it. */
export async function publish(commit: string, variants: Readonly<Record<string, string>> = {}): Promise<void> {
  const from = await head();
  for (const name of imageNames) {
    const digest = variants[name] ?? digestOf(await resolveDigest(registry(), repositoryOf(name), from));
    await tagDigest(registry(), repositoryOf(name), digest, commit);
  }
  await sign(commit);
}

/** `./fairway image sign`, as after a build. */
async function sign(commit: string): Promise<void> {
  const images = await Promise.all(
    imageNames.map(async (name) => {
      const pushed = await resolveDigest(registry(), repositoryOf(name), commit);
      return { name, image: pushed, pushed, sbom: null };
    }),
  );
  const file = join(tmpdir(), `fairway-built-${randomUUID()}.json`);
  writeFileSync(file, JSON.stringify({ data: { tag: commit, images } }));
  try {
    await must(fairway('image', 'sign', file));
  } finally {
    rmSync(file);
  }
}

/** An image like that of what is checked out, with another digest. @returns the digest, which is not signed */
export async function variantOf(name: string): Promise<string> {
  const url = `http://${registry()}/v2/${repositoryOf(name)}`;
  const get = (path: string) =>
    fetch(`${url}/${path}`, { headers: { accept: 'application/vnd.oci.image.manifest.v1+json' } });
  const manifest = (await (await get(`manifests/${await head()}`)).json()) as {
    config: { digest: string; size: number };
    mediaType?: string;
  };
  const config = (await (await get(`blobs/${manifest.config.digest}`)).json()) as { author?: string };
  const blob = JSON.stringify({ ...config, author: randomUUID() });
  const digest = `sha256:${createHash('sha256').update(blob).digest('hex')}`;
  const upload = await fetch(`${url}/blobs/uploads/`, { method: 'POST' });
  const location = new URL(upload.headers.get('location') ?? '', url);
  location.searchParams.set('digest', digest);
  const put = await fetch(location, {
    method: 'PUT',
    body: blob,
    headers: { 'content-type': 'application/octet-stream' },
  });
  if (!put.ok) throw new Error(`The registry answered ${put.status} to a blob.`);
  const changed = { ...manifest, config: { ...manifest.config, digest, size: Buffer.byteLength(blob) } };
  const tag = `variant-${randomUUID()}`;
  await fetch(`${url}/manifests/${tag}`, {
    method: 'PUT',
    body: JSON.stringify(changed),
    headers: { 'content-type': manifest.mediaType ?? 'application/vnd.oci.image.manifest.v1+json' },
  });
  return digestOf(await resolveDigest(registry(), repositoryOf(name), tag));
}

export const tagOf = (commit: string, name: string, digest: string) =>
  tagDigest(registry(), repositoryOf(name), digest, commit);

const digestOf = (reference: string) => reference.slice(reference.indexOf('@') + 1);

/** `./fairway release ... --local` */
export const release = (...args: readonly string[]): Promise<Output> => fairway('release', ...args, '--local');

export async function history(environment: string): Promise<ReleaseRecord[]> {
  const { data } = JSON.parse(await must(release('history', environment, '--json'))) as {
    data: { releases: ReleaseRecord[] };
  };
  return data.releases;
}
