import { Builder, buildImages, type BuiltImage, ownPlatform, type Platform, requireImageNames } from '@fairway/deploy';
import { ensureKafkaInstalled, startWatchdog } from '@fairway/local-servers';
import type { Command } from '../command-line/context.js';
import { table } from '../command-line/table.js';

interface ImageBuildInput {
  readonly services: readonly string[];
  readonly platform?: Platform;
  readonly push?: string;
}

interface ImageBuildResult {
  readonly platform: Platform;
  readonly images: readonly BuiltImage[];
}

export const imageBuild: Command<ImageBuildInput, ImageBuildResult> = {
  // It ends the container tool and deletes what was copied for it.
  stopsItself: true,

  async run({ services, platform = ownPlatform, push }, { root, env, stopping, progress }) {
    const names = requireImageNames(services);
    const builder = Builder.find({ env, stopping });
    const kafkaFolder = async () => {
      const watchdog = await startWatchdog();
      try {
        return await ensureKafkaInstalled({ watchdog, onProgress: progress });
      } finally {
        await watchdog.stop();
      }
    };
    const options = { builder, platform, registry: push, kafkaFolder, progress };
    return { platform, images: await buildImages(root, names, options) };
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
