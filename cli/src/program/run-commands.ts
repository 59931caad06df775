import { type Command, Option } from 'commander';
import { instanceOption, jsonOption, type InstanceOptions, type JsonOption } from './options.js';
import type { Runner } from './runner.js';

type Options = InstanceOptions & JsonOption;
interface DevOptions extends WithOption {
  readonly sample: boolean;
  readonly inspect?: string;
  readonly inspectBrk?: string;
}

interface WithOption {
  readonly with: readonly 'observability'[];
}

const withOption = () =>
  new Option('--with <part...>', 'start more: observability (Prometheus, Alertmanager, stores of logs and traces)')
    .choices(['observability'])
    .default([], 'nothing');

export function addRunCommands(program: Command, runner: Runner): void {
  program.commandsGroup('Run:');
  program
    .command('up')
    .description('start the platform and show its logs; Ctrl-C stops everything')
    .addOption(withOption())
    .option('-d, --detach', 'return when the platform is ready and leave it running')
    .option('--no-sample', 'do not send a sample at the end')
    .addOption(instanceOption())
    .addOption(jsonOption())
    .action(
      async ({ json, detach = false, ...input }: Options & WithOption & { detach?: boolean; sample: boolean }) => {
        const invocation = { name: 'up', input, json };
        if (detach) await runner.once(invocation, async () => (await import('../commands/up-detached.js')).upDetached);
        else await runner.stream(invocation, async () => (await import('../commands/up.js')).up);
      },
    );
  program
    .command('dev')
    .description('start the platform, and restart the services whose code is saved; Ctrl-C stops all of it')
    .option('--inspect <service>', 'let a debugger attach to this service')
    .addOption(
      new Option('--inspect-brk <service>', 'the same; it waits for the debugger before its first line').conflicts(
        'inspect',
      ),
    )
    .option('--no-sample', 'send no sample through at the end')
    .addOption(withOption())
    .addOption(instanceOption())
    .addOption(jsonOption())
    .action(async ({ json, inspect, inspectBrk, ...input }: Options & DevOptions) => {
      const service = inspect ?? inspectBrk;
      const inspected = service === undefined ? undefined : { service, waits: inspectBrk !== undefined };
      const invocation = { name: 'dev', input: { ...input, watch: { inspected } }, json };
      await runner.stream(invocation, async () => (await import('../commands/up.js')).up);
    });
  // Hidden: the process that `up --detach` leaves running.
  program
    .command('supervise', { hidden: true })
    .option('--no-sample')
    .addOption(withOption())
    .addOption(instanceOption())
    .action((input: InstanceOptions & WithOption & { sample: boolean }) =>
      runner.once({ name: 'supervise', input }, async () => (await import('../commands/supervise.js')).supervise),
    );
  program
    .command('down')
    .description('stop the platform; data is kept')
    .addOption(instanceOption())
    .addOption(jsonOption())
    .action(({ json, ...input }: Options) =>
      runner.once({ name: 'down', input, json }, async () => (await import('../commands/down.js')).down),
    );
  program
    .command('reset')
    .description('delete all data, logs and secrets of the instance')
    .option('-y, --yes', 'do not ask for confirmation')
    .addOption(instanceOption())
    .addOption(jsonOption())
    .action(({ json, ...input }: Options & { yes?: boolean }) =>
      runner.once({ name: 'reset', input, json }, async () => (await import('../commands/reset.js')).reset),
    );
}
