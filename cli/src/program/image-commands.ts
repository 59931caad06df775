import { type Command, Option } from 'commander';
import { jsonOption, type JsonOption } from './options.js';
import type { Runner } from './runner.js';

type Platform = 'linux/amd64' | 'linux/arm64';

export function addImageCommands(program: Command, runner: Runner): void {
  program.commandsGroup('Deploy:');
  program
    .command('image')
    .description('container images of the services')
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
    .addOption(jsonOption())
    .action((services: string[], { json, ...input }: JsonOption & { platform?: Platform; push?: string }) =>
      runner.once(
        { name: 'image build', input: { services, ...input }, json },
        async () => (await import('../commands/image-build.js')).imageBuild,
      ),
    );
}
