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
A dead letter is an event that a service has given up (after several tries or because it cannot be read), an event
that Kafka has refused, or a task that a service has given up. Replay sends it again; services that have handled it drop it.
docs/runbooks/dead-letters.md says when to do what.`;

export function addDeadLetterCommands(program: Command, runner: Runner): void {
  program.commandsGroup('Repair:');
  const dlq = program
    .command('dlq')
    .description('list, show, replay or discard dead letters')
    .addHelpText('after', explanation);
  filtered(dlq.command('list').description('count waiting letters by place and cause, or list each letter'))
    .option('--letters', 'list each letter with its id, oldest event first')
    .addOption(new Option('--max <count>', 'the maximum number of letters').argParser(count).default(50))
    .option('--after <id>', 'only the letters after this one')
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
    .description('show one letter completely: headers and value, which may contain personal data')
    .argument('<id>', 'an id from `list --letters`')
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
    .option('--force', 'also replay what came back three times, is older than 30 days, or has a paused type')
    .action(({ json, rate, ...options }: Options & SettlingOptions & { rate: number; force?: boolean }) =>
      runner.once(
        { name: 'dlq replay', input: { ...withSinceMs(options), perSecond: rate }, json },
        async () => (await import('../commands/dlq-replay.js')).dlqReplay,
      ),
    );
  settling(dlq.command('discard').description('settle letters without replaying them'))
    .addOption(
      new Option('--reason <text>', 'the reason, kept with the letters and in the audit log')
        .argParser(filled)
        .makeOptionMandatory(),
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
    .addOption(new Option('--cause <text>', 'only letters whose cause contains this text').argParser(filled))
    .addOption(
      new Option('--since <duration>', 'only letters younger than this, for example 30s, 10m or 2h').argParser(
        durationMs,
      ),
    );
}

function settling(command: Command): Command {
  return filtered(command)
    .option('--all', 'events of all topics')
    .option('--dry-run', 'only show what would be selected')
    .addOption(new Option('--max <count>', 'the maximum number').argParser(count))
    .option('-y, --yes', 'do not ask for confirmation')
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
  if (number === undefined)
    throw new InvalidArgumentError('Use a whole number up to 9999 followed by /s, for example 20/s.');
  return Number(number);
}
