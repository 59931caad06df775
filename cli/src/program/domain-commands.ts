import type { CommandOption } from '@fairway/catalog';
import { domain } from '@fairway/domain';
import { type Command, Option } from 'commander';
import { count, durationMs, instanceOption, jsonOption, type InstanceOptions, type JsonOption } from './options.js';
import type { Runner } from './runner.js';

type Flags = InstanceOptions & JsonOption & Readonly<Record<string, number | boolean | undefined>>;

/** Adds the commands of the domain to those of the platform. */
export function addDomainCommands(program: Command, runner: Runner): void {
  program.commandsGroup('Repair:');
  const groups = new Map<string, Command>();
  for (const declared of domain.commands) {
    const group = groups.get(declared.group) ?? program.command(declared.group).description(declared.groupDescription);
    groups.set(declared.group, group);
    const command = group
      .command(declared.name)
      .description(declared.description)
      .addHelpText('after', declared.explanation);
    for (const option of declared.options) command.addOption(optionOf(option));
    command
      .addOption(instanceOption())
      .addOption(jsonOption())
      .action(({ json, instance, ...options }: Flags) => {
        const name = `${declared.group} ${declared.name}`;
        return runner.once({ name, input: { instance, options }, json: json === true }, async () =>
          (await import('../commands/domain-command.js')).domainCommand(name, await declared.load()),
        );
      });
  }
}

const parserOf = { duration: durationMs, count };

function optionOf({ flags, description, kind, default: text }: CommandOption): Option {
  const option = new Option(flags, description);
  if (kind === 'flag') return option;
  option.argParser(parserOf[kind]);
  return text === undefined ? option : option.default(parserOf[kind](text), text);
}
