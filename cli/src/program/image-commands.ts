import { type Command, Option } from 'commander';
import { jsonOption, type JsonOption } from './options.js';
import type { Runner } from './runner.js';

type Platform = 'linux/amd64' | 'linux/arm64';

interface BuildOptions {
  readonly platform?: Platform;
  readonly push?: string;
  readonly aws?: boolean;
  readonly latest?: boolean;
}

export function addImageCommands(program: Command, runner: Runner): void {
  program.commandsGroup('Deploy:');
  const image = program.command('image').description('container images of the services');
  image
    .command('build')
    .description('build the images, or those named, with buildah, podman or docker')
    .argument('[service...]', 'services, or stand-ins for third-party servers')
    .addOption(
      new Option('--platform <platform>', "the platform they run on; this machine's by default").choices([
        'linux/amd64',
        'linux/arm64',
      ] satisfies Platform[]),
    )
    .option(
      '--push <registry>',
      'push them to this registry, for example localhost:5000; by default that of the cluster of `cluster up`, if there is one',
    )
    .option('--aws', 'only those that run on AWS')
    .option('--latest', 'move the tag `latest` in the registry to them, too; nothing may run it')
    .addOption(jsonOption())
    .action((services: string[], { json, ...input }: JsonOption & BuildOptions) =>
      runner.once(
        { name: 'image build', input: { services, ...input }, json },
        async () => (await import('../commands/image-build.js')).imageBuild,
      ),
    );
  image
    .command('scan')
    .description('judge reports of Grype: refuse critical and high vulnerabilities that have a fix')
    .argument('<report...>', 'what `grype IMAGE --output json` printed')
    .addOption(jsonOption())
    .action((reports: string[], { json }: JsonOption) =>
      runner.once(
        { name: 'image scan', input: { reports }, json },
        async () => (await import('../commands/image-scan.js')).imageScan,
      ),
    );
  image
    .command('sign')
    .description('sign images that were pushed, with their provenance and bill of materials')
    .argument('<file>', 'what `image build --json` printed')
    .addOption(jsonOption())
    .action((built: string, { json }: JsonOption) =>
      runner.once(
        { name: 'image sign', input: { built }, json },
        async () => (await import('../commands/image-sign.js')).imageSign,
      ),
    );
}
