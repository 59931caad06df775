import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  count,
  durationMs,
  filled,
  instanceOption,
  jsonOption,
  type InstanceOptions,
  type JsonOption,
} from './options.js';
import type { Runner } from './runner.js';

type Options = InstanceOptions & JsonOption;
interface FilterOptions {
  readonly topic?: string;
  readonly cause?: string;
  readonly since?: number;
}
interface SettlingOptions extends FilterOptions {
  readonly all?: boolean;
  readonly max?: number;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

const explanation = `
A dead letter is an event that a service has given up, after several tries or because it cannot be read, or that Kafka
has refused, or what a service has given up by itself. Replay sends it again; who has handled it already drops it.
docs/runbooks/dead-letters.md tells when to do what.`;

export function addDeadLetterCommands(program: Command, runner: Runner): void {
  program.commandsGroup('Repair:');
  const dlq = program
    .command('dlq')
    .description('list, show, replay or discard dead letters')
    .addHelpText('after', explanation);
  filtered(dlq.command('list').description('count what waits, by place and cause, or list each letter'))
    .option('--letters', 'each letter with its id, oldest event first')
    .addOption(new Option('--max <count>', 'at most this many letters').argParser(count).default(50))
    .option('--after <id>', 'the letters behind this one')
    .addOption(instanceOption())
    .addOption(jsonOption())
    .action(({ json, ...options }: Options & FilterOptions & { letters?: boolean; max: number; after?: string }) =>
      runner.once(
        { name: 'dlq list', input: withSinceMs(options), json },
        async () => (await import('../commands/dlq-list.js')).dlqList,
      ),
    );
  dlq
    .command('show')
    .description('show one letter whole: headers and value, which may hold personal data')
    .argument('<id>', 'as `list --letters` gives it')
    .addOption(instanceOption())
    .addOption(jsonOption())
    .action((id: string, { json, instance }: Options) =>
      runner.once(
        { name: 'dlq show', input: { id, instance }, json },
        async () => (await import('../commands/dlq-show.js')).dlqShow,
      ),
    );
  settling(dlq.command('replay').description('send letters back to where they came from'))
    .addOption(new Option('--rate <number/s>', 'events per second').argParser(perSecond).default(20, '20/s'))
    .option('--force', 'replay also what came back three times, is older than 30 days, or is of a paused type')
    .action(({ json, rate, ...options }: Options & SettlingOptions & { rate: number; force?: boolean }) =>
      runner.once(
        { name: 'dlq replay', input: { ...withSinceMs(options), perSecond: rate }, json },
        async () => (await import('../commands/dlq-replay.js')).dlqReplay,
      ),
    );
  settling(dlq.command('discard').description('settle letters without replay'))
    .addOption(
      new Option('--reason <text>', 'why, for those who look for them later').argParser(filled).makeOptionMandatory(),
    )
    .action(({ json, ...options }: Options & SettlingOptions & { reason: string }) =>
      runner.once(
        { name: 'dlq discard', input: withSinceMs(options), json },
        async () => (await import('../commands/dlq-discard.js')).dlqDiscard,
      ),
    );
}

function filtered(command: Command): Command {
  return command
    .option('--topic <topic>', 'only events of this topic, or what a service gives up under this name')
    .addOption(new Option('--cause <text>', 'only letters whose cause has this text').argParser(filled))
    .addOption(
      new Option('--since <duration>', 'only letters this young, for example 30s, 10m or 2h').argParser(durationMs),
    );
}

function settling(command: Command): Command {
  return filtered(command)
    .option('--all', 'events of all topics')
    .option('--dry-run', 'only show which would be chosen')
    .addOption(new Option('--max <count>', 'at most this many').argParser(count))
    .option('-y, --yes', 'do not ask')
    .addOption(instanceOption())
    .addOption(jsonOption());
}

function withSinceMs<Given extends FilterOptions>({
  since,
  ...options
}: Given): Omit<Given, 'since'> & { sinceMs: number | undefined } {
  return { ...options, sinceMs: since };
}

function perSecond(text: string): number {
  const [, number] = /^([1-9]\d{0,3})\/s$/.exec(text) ?? [];
  if (number === undefined) throw new InvalidArgumentError('Write a whole number to 9999 and /s, for example 20/s.');
  return Number(number);
}
