import { Option, type Command } from 'commander';
import { addInfraCommands } from './infra-commands.js';
import { jsonOption, type JsonOption } from './options.js';
import type { Runner } from './runner.js';

/** Environments that commands accept; the shared stacks are not planned separately. */
type Environment = 'dev' | 'production';

export function addAwsCommands(program: Command, runner: Runner): void {
  program.commandsGroup('AWS:');
  program
    .command('cost')
    .description('estimate the monthly cost from the Terraform plans, offline')
    .addOption(environmentOption('only this environment'))
    .option('--diff <revision>', 'also show the changes since this git revision')
    .addOption(jsonOption())
    .action(({ json, ...input }: JsonOption & { env?: Environment; diff?: string }) =>
      runner.once({ name: 'cost', input, json }, async () => (await import('../commands/cost.js')).cost),
    );
  program
    .command('destroy-plan')
    .description('show how to tear down an environment completely; --execute runs it')
    .addOption(environmentOption('which environment').makeOptionMandatory())
    .option('--execute', 'run the plan after a confirmation')
    .option('--confirm <answer>', 'the answer to that confirmation, for scripts')
    .addOption(jsonOption())
    .action(({ json, ...input }: JsonOption & { env: Environment; execute?: boolean; confirm?: string }) =>
      runner.once(
        { name: 'destroy-plan', input, json },
        async () => (await import('../commands/destroy-plan.js')).destroyPlan,
      ),
    );
  addInfraCommands(program, runner);
  const addons = program.command('addons').description('third-party software in the cluster, as pinned Helm charts');
  addAddonsCommand(addons, runner, 'plan', 'show the commands in order; reads the settings only, not the account');
  addAddonsCommand(addons, runner, 'apply', 'install or upgrade them, filled with what Terraform hands over');
}

function addAddonsCommand(addons: Command, runner: Runner, verb: 'plan' | 'apply', description: string): void {
  addons
    .command(verb)
    .argument('[name...]', 'only these add-ons; also installs optional ones')
    .description(description)
    .addOption(environmentOption('which environment').makeOptionMandatory())
    .addOption(jsonOption())
    .action((names: readonly string[], { json, ...input }: JsonOption & { env: Environment }) =>
      runner.once(
        { name: `addons ${verb}`, input: { ...input, names, verb }, json },
        async () => (await import('../commands/addons.js')).addons,
      ),
    );
}

function environmentOption(description: string): Option {
  return new Option('--env <environment>', description).choices(['dev', 'production'] satisfies Environment[]);
}
