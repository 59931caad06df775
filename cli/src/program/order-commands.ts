import { type Command, Option } from 'commander';
import { count, durationMs, instanceOption, jsonOption, type InstanceOptions, type JsonOption } from './options.js';
import type { Runner } from './runner.js';

interface RepublishFlags extends InstanceOptions, JsonOption {
  readonly olderThan: number;
  readonly limit: number;
  readonly dryRun?: boolean;
}

const explanation = `
An order stays pending when its event was lost: retention or a restored backup removed it before it was read.
An order whose webhook is still being retried is pending too, and its event is published again as well. That
does no harm: the event gets the id it had, so a service that has handled it passes it over.`;

export function addOrderCommands(program: Command, runner: Runner): void {
  program.commandsGroup('Repair:');
  program
    .command('orders')
    .description('repair orders that are stuck')
    .command('republish')
    .description('publish the events of orders again that have been pending for long')
    .addHelpText('after', explanation)
    .addOption(new Option('--older-than <duration>', 'only orders placed so long ago').argParser(durationMs).default(3_600_000, '1h'))
    .addOption(new Option('--limit <count>', 'at most this many, oldest first').argParser(count).default(1_000))
    .option('--dry-run', 'only show which')
    .addOption(instanceOption())
    .addOption(jsonOption())
    .action(({ json, instance, olderThan, limit, dryRun = false }: RepublishFlags) => {
      const input = { instance, olderThanMs: olderThan, limit, dryRun };
      return runner.once({ name: 'orders republish', input, json }, async () => (await import('../commands/orders-republish.js')).ordersRepublish);
    });
}
