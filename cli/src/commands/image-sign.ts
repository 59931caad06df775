import { findCluster, provenanceOf, revisionOf, signImage } from '@fairway/deploy';
import { FairwayError } from '@fairway/errors';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command, Context } from '../command-line/context.js';
import { localSigningKey } from '../release/local-place.js';
import type { ImageBuildResult } from './image-build.js';

/**
 * Signs what an earlier `image build --json` pushed. Building and signing are two commands, so that a scan can be between
 * them: what it refuses is never signed.
 */
export const imageSign: Command<{ readonly built: string }, { readonly signed: readonly string[] }> = {
  async run({ built }, context) {
    const { root, env, progress } = context;
    const { tag, images } = readBuilt(resolve(built));
    if (tag.endsWith('-dirty'))
      throw new FairwayError('refused', `The images are tagged ${tag}.`, {
        cause: 'They contain changes that no commit has, so their provenance would name the wrong source.',
        hint: 'Commit, then build and push them again.',
      });
    const provenance = provenanceOf({ commit: tag, source: revisionOf(root).source }, env);
    const signing = { ...context, env: await signingEnvironment(images, context) };
    const signed: string[] = [];
    for (const { pushed: image, image: local, sbom } of images) {
      if (image === null)
        throw new FairwayError('usage', `${local} was not pushed.`, {
          cause: 'A signature belongs to a digest in a registry.',
          hint: 'Build with --push REGISTRY.',
        });
      progress(`signing ${image}`);
      await signImage({ image, provenance, sbom }, signing);
      signed.push(image);
    }
    return { signed };
  },

  render: ({ signed }, style) => signed.map((image) => `${style.green('✓')} ${image}`).join('\n'),
};

/** Images of the local cluster are signed by this machine's key, which releases to it trust. */
async function signingEnvironment(images: ImageBuildResult['images'], context: Context): Promise<NodeJS.ProcessEnv> {
  const { root, env } = context;
  const registry = findCluster(root)?.registry;
  const isLocal = registry !== undefined && images.every(({ pushed }) => pushed?.startsWith(`${registry}/`));
  return isLocal ? { FAIRWAY_COSIGN_KEY: await localSigningKey(context), ...env } : env;
}

function readBuilt(path: string): ImageBuildResult {
  try {
    const { data } = JSON.parse(readFileSync(path, 'utf8')) as { data?: Partial<ImageBuildResult> };
    if (data?.tag !== undefined && data.images !== undefined) return data as ImageBuildResult;
  } catch (error) {
    throw notBuilt(path, (error as Error).message);
  }
  throw notBuilt(path, 'It has no "data" with "tag" and "images".');
}

const notBuilt = (path: string, cause: string) =>
  new FairwayError('usage', `${path} is not what \`image build --json\` printed.`, {
    cause,
    hint: 'Make it with: ./fairway image build --push REGISTRY --json > images.json',
  });
