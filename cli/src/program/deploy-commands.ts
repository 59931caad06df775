import { type Command, Option } from 'commander';
import { jsonOption, type JsonOption } from './options.js';
import type { Runner } from './runner.js';

type Environment = 'local' | 'dev' | 'production';

export function addDeployCommands(program: Command, runner: Runner): void {
  program.commandsGroup('Deploy:');
  program
    .command('deploy')
    .description('bring a Kubernetes cluster to the manifests and images of this commit, and test it')
    .addOption(
      new Option('--env <environment>', 'which environment')
        .choices(['local', 'dev', 'production'] satisfies Environment[])
        .makeOptionMandatory(),
    )
    .addOption(jsonOption())
    .action(({ json, ...input }: JsonOption & { env: Environment }) =>
      runner.once({ name: 'deploy', input, json }, async () => (await import('../commands/deploy.js')).deploy),
    );
}
