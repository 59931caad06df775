import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ServiceOptions } from '../scaffold/service-request.js';
import { filled } from './options.js';
import type { Runner } from './runner.js';

interface DryRun {
  readonly dryRun?: boolean;
}

export function addScaffoldCommands(program: Command, runner: Runner): void {
  program.commandsGroup('Develop:');
  const group = program.command('new').description('add a service, an event, a topic or a migration');
  const dryRun = () => new Option('--dry-run', 'print what would be written, and write nothing');
  group
    .command('service')
    .argument('[name]', 'lower-case letters and hyphens: parcel-service')
    .description('add a service: catalogue, contract, app, migration, test')
    .addOption(
      new Option('--kind <kind>', 'answers requests, handles events, or both').choices(['http', 'worker', 'both']),
    )
    .option('--database', 'give it a database')
    .addOption(new Option('--consumes <event,...>', 'events that it handles').argParser(names))
    .addOption(new Option('--produces <event,...>', 'events that it publishes').argParser(names))
    .option('--public', 'let the gateway serve its route')
    .addOption(dryRun())
    .action((name: string | undefined, options: Omit<ServiceOptions, 'name'> & DryRun) =>
      runner.once(
        { name: 'new service', input: { ...options, name } },
        async () => (await import('../commands/new-service.js')).newService,
      ),
    );
  group
    .command('event')
    .argument('[name]', 'what it is about, a dot and what happened: parcel.sent')
    .description('add the contract of an event to a topic')
    .addOption(new Option('--topic <topic>', 'the topic that carries it').argParser(filled))
    .addOption(dryRun())
    .action((name: string | undefined, options: { topic?: string } & DryRun) =>
      runner.once(
        { name: 'new event', input: { ...options, name } },
        async () => (await import('../commands/new-event.js')).newEvent,
      ),
    );
  group
    .command('topic')
    .argument('[name]', 'lower-case letters and hyphens: parcels')
    .description('add a topic without events')
    .addOption(
      new Option('--key <text>', 'what the key of its records is; by default "parcel id" of parcels').argParser(filled),
    )
    .addOption(dryRun())
    .action((name: string | undefined, options: { key?: string } & DryRun) =>
      runner.once(
        { name: 'new topic', input: { ...options, name } },
        async () => (await import('../commands/new-topic.js')).newTopic,
      ),
    );
  group
    .command('migration')
    .argument('[service]', 'whose database changes')
    .argument('[name]', 'what it does, in lower-case letters and hyphens: add-notes')
    .description('add a migration that runs after those that a service has')
    .addOption(dryRun())
    .action((service: string | undefined, name: string | undefined, options: DryRun) =>
      runner.once(
        { name: 'new migration', input: { ...options, service, name } },
        async () => (await import('../commands/new-migration.js')).newMigration,
      ),
    );
}

function names(text: string): string[] {
  const found = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (found.length > 0) return found;
  throw new InvalidArgumentError('Write names with commas between them.');
}
