import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Builder, Platform } from './builder.js';
import { folderOf, type ImageName, isServer, repositoryOf } from './image-names.js';
import type { Cpu, LockedPackages } from './production-packages.js';
import { filesOf, type Revision, revisionOf } from './revision.js';
import { softwareBillOfMaterials } from './sbom.js';

const cpuOf: Readonly<Record<Platform, Cpu>> = { 'linux/amd64': 'x64', 'linux/arm64': 'arm64' };

export interface BuiltImage {
  readonly name: ImageName;
  /** Its local name: `localhost/<project>/order-service:<commit>`. */
  readonly image: string;
  readonly id: string;
  /** Uncompressed, in the words of the container tool. */
  readonly size: string;
  /** The name by digest in the registry; null when it was not pushed. */
  readonly pushed: string | null;
  /** The path of its software bill of materials, from the root of the repository; null for servers of others. */
  readonly sbom: string | null;
}

interface BuildImagesOptions {
  readonly builder: Builder;
  readonly platform: Platform;
  /** The registry to push to; undefined to keep images on this machine. */
  readonly registry: string | undefined;
  /** Whether the tag `latest` of the registry moves to them, besides the tag of the commit. Nothing may run it. */
  readonly latest: boolean;
  /** Returns the folder of an installation of Kafka, for its image. */
  readonly kafkaFolder: () => Promise<string>;
  readonly progress: (line: string) => void;
}

/** Builds the images one after the other: all but the last step of each are the same, and are kept. */
export async function buildImages(
  root: string,
  names: readonly ImageName[],
  { builder, platform, registry, latest, kafkaFolder, progress }: BuildImagesOptions,
): Promise<BuiltImage[]> {
  const revision = revisionOf(root);
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: LockedPackages;
  };
  using context = new BuildContext(root);
  const built: BuiltImage[] = [];
  for (const name of names) {
    const image = `localhost/${repositoryOf(name)}:${revision.tag}`;
    progress(`building ${image} for ${platform} by ${builder.tool}`);
    await builder.build({
      dockerfile: join(context.folder, 'deploy', 'images', `${isServer(name) ? name : 'service'}.Dockerfile`),
      context: context.folder,
      platform,
      arguments: isServer(name) ? {} : { APP: folderOf(name) },
      contexts: name === 'kafka' ? { kafka: await kafkaFolder() } : {},
      labels: labelsOf(name, revision),
      tag: image,
    });
    built.push({
      name,
      image,
      ...(await builder.describe(image)),
      pushed: await pushed(name),
      sbom: listPackages(name),
    });

    async function pushed(of: ImageName): Promise<string | null> {
      if (registry === undefined) return null;
      const repository = `${registry}/${repositoryOf(of)}`;
      const digest = await builder.push(image, `${repository}:${revision.tag}`);
      if (latest) await builder.push(image, `${repository}:latest`);
      return `${repository}@${digest}`;
    }
  }
  return built;

  function listPackages(name: ImageName): string | null {
    if (isServer(name)) return null;
    const sbom = join('.fairway', 'images', `${name}-${revision.tag}-${cpuOf[platform]}.cdx.json`);
    writeJson(join(root, sbom), softwareBillOfMaterials(packages, folderOf(name), cpuOf[platform], revision.version));
    return sbom;
  }
}

/** https://specs.opencontainers.org/image-spec/annotations/ */
function labelsOf(
  name: ImageName,
  { commit, committedAt, version, source, licence }: Revision,
): Record<string, string> {
  const labels = { title: name, source, revision: commit, version, created: committedAt, licenses: licence };
  return Object.fromEntries(
    Object.entries(labels).map(([label, value]) => [`org.opencontainers.image.${label}`, value]),
  );
}

/** A copy of the files that git knows: what a developer's folder has besides must not reach an image. */
class BuildContext implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'fairway-context-'));

  constructor(root: string) {
    for (const file of filesOf(root)) {
      mkdirSync(dirname(join(this.folder, file)), { recursive: true });
      copyFileSync(join(root, file), join(this.folder, file));
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true });
  }
}

function writeJson(path: string, document: object): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(document, null, 2)}\n`);
}
