import { Command } from 'commander';
import { addAdminCommands } from './admin-commands.js';
import { addAwsCommands } from './aws-commands.js';
import { addClusterCommands } from './cluster-commands.js';
import { addDeadLetterCommands } from './dead-letter-commands.js';
import { addDeployCommands } from './deploy-commands.js';
import { addDevelopmentCommands } from './development-commands.js';
import { addDomainCommands } from './domain-commands.js';
import { addImageCommands } from './image-commands.js';
import { addDiagnosticCommands } from './diagnostic-commands.js';
import { addReleaseCommands } from './release-commands.js';
import { addRunCommands } from './run-commands.js';
import { type InstanceOptions, instanceOption } from './options.js';
import { addTelemetryCommands } from './telemetry-commands.js';
import { addScaffoldCommands } from './scaffold-commands.js';
import type { Runner } from './runner.js';

const epilogue = `
Start here: ./fairway doctor, then ./fairway up.
Exit codes: 0 ok, 1 failed, 2 usage, 3 something is missing, 4 not found or not running, 5 timed out,
6 not confirmed, refused, or another run is working on it, 130 interrupted.`;

/** The commands, their arguments and their help. */
export function buildProgram(runner: Runner, version: string): Command {
  const program = new Command('fairway')
    .description('Runs, watches and checks the Fairway platform on this machine.')
    .version(version, '--version', 'show the version')
    // Of all commands, so that it may stand before each. Positional: after a command, it is that command's own.
    .addOption(instanceOption())
    .enablePositionalOptions()
    .hook('preSubcommand', (given) => {
      const { instance } = given.opts<InstanceOptions>();
      if (given.getOptionValueSource('instance') === 'cli') process.env.FAIRWAY_INSTANCE = instance;
    })
    .helpOption('-h, --help', 'show help')
    .helpCommand(false)
    .showHelpAfterError('(./fairway --help lists all commands and options)')
    .addHelpText('after', epilogue)
    .exitOverride();
  addRunCommands(program, runner);
  addDiagnosticCommands(program, runner);
  addTelemetryCommands(program, runner);
  addDeadLetterCommands(program, runner);
  addDomainCommands(program, runner);
  addAdminCommands(program, runner);
  addImageCommands(program, runner);
  addClusterCommands(program, runner);
  addDeployCommands(program, runner);
  addReleaseCommands(program, runner);
  addAwsCommands(program, runner);
  addDevelopmentCommands(program, runner);
  addScaffoldCommands(program, runner);
  addHelp(program);
  return program;
}

/**
 * Shows help for commands of any depth. commander's own `help` knows only the first level and ignores unknown commands.
 */
function addHelp(program: Command): void {
  program.commandsGroup('Commands:');
  program
    .command('help')
    .argument('[command...]')
    .description('show help for a command')
    .helpOption(false)
    .action((names: readonly string[]) => {
      const { command, rest } = commandAt(program, names);
      const [unknown] = rest;
      if (unknown !== undefined)
        command.error(`error: unknown command '${unknown}'`, { code: 'commander.unknownCommand', exitCode: 1 });
      command.outputHelp();
    });
}

/** Finds the command that the words name, and the words after it. */
export function commandAt(
  program: Command,
  words: readonly string[],
): { readonly command: Command; readonly rest: readonly string[] } {
  const [first, ...rest] = words;
  const command = program.commands.find((one) => one.name() === first);
  return command === undefined ? { command: program, rest: words } : commandAt(command, rest);
}
