import {
  Builder,
  builderEnvironment,
  buildImages,
  type BuiltImage,
  findCluster,
  imageNames,
  imagesOnAws,
  ownPlatform,
  type Platform,
  requireImageNames,
  revisionOf,
} from '@fairway/deploy';
import { ensureKafkaInstalled, startWatchdog } from '@fairway/local-servers';
import type { Command } from '../command-line/context.js';
import { table } from '../command-line/table.js';

interface ImageBuildInput {
  readonly services: readonly string[];
  readonly platform?: Platform;
  /** A registry; without it, that of the cluster that `./fairway cluster up` chose, if there is one. */
  readonly push?: string;
  /** Only what runs on AWS, where servers are managed and third parties are real. */
  readonly aws?: boolean;
  /** Moves the tag `latest` to them, too. */
  readonly latest?: boolean;
}

export interface ImageBuildResult {
  readonly platform: Platform;
  /** Their commit, with `-dirty` when the files differ from it. */
  readonly tag: string;
  readonly images: readonly BuiltImage[];
}

export const imageBuild: Command<ImageBuildInput, ImageBuildResult> = {
  // It ends the container tool and deletes what was copied for it.
  stopsItself: true,

  async run(
    { services, platform = ownPlatform, push, aws = false, latest = false },
    { root, env, stopping, progress },
  ) {
    const names = requireImageNames(services, aws ? imagesOnAws : imageNames);
    const cluster = findCluster(root);
    const builder = Builder.find({ env: builderEnvironment(cluster, root, env), stopping });
    const kafkaFolder = async () => {
      const watchdog = await startWatchdog();
      try {
        return await ensureKafkaInstalled({ watchdog, onProgress: progress });
      } finally {
        await watchdog.stop();
      }
    };
    const options = { builder, platform, registry: push ?? cluster?.registry, latest, kafkaFolder, progress };
    return { platform, tag: revisionOf(root).tag, images: await buildImages(root, names, options) };
  },

  render({ images }, style) {
    const head = ['IMAGE', 'SIZE', 'DIGEST'].map((title) => style.dim(title));
    const rows = images.map(({ image, pushed, size, id }) =>
      pushed === null
        ? [image, size, `${id} (of this machine)`]
        : [pushed.split('@')[0] ?? '', size, pushed.split('@')[1] ?? ''],
    );
    const sboms = images.flatMap(({ sbom }) => (sbom === null ? [] : [`  ${sbom}`]));
    return [table([head, ...rows]), '', 'software bills of materials (CycloneDX):', ...sboms].join('\n');
  },
};
