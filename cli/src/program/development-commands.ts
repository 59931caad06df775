import { Argument, type Command, Option } from 'commander';
import { allSuites, type Suite } from '../checks/suites.js';
import { count, filled, jsonOption, type JsonOption } from './options.js';
import type { Runner } from './runner.js';

export function addDevelopmentCommands(program: Command, runner: Runner): void {
  program.commandsGroup('Develop:');
  program
    .command('test')
    .description('run all checks and tests, or one suite')
    .addArgument(new Argument('[suite]').choices(allSuites))
    .option('--since <commit>', 'only tests that a change since it can affect: integration, infra or e2e', filled)
    .addOption(
      new Option('--check-inputs', 'also fail if they read files whose change would not run them').conflicts('since'),
    )
    .action((suite: Suite | undefined, input: { since?: string; checkInputs?: true }) =>
      runner.once({ name: 'test', input: { ...input, suite } }, async () => (await import('../commands/test.js')).test),
    );
  program
    .command('ci')
    .description('run the steps of the pull-request pipeline here, in its order, up to the first that fails')
    .action(() => runner.once({ name: 'ci', input: {} }, async () => (await import('../commands/ci.js')).ci));
  program
    .command('generate')
    .description('render the generated files from their sources')
    .option('--check', 'change nothing; fail and list each file that differs')
    .option('--cost', 'also render the tables of AWS cost: plans every environment, takes a minute')
    .addOption(jsonOption())
    .action(({ json, ...input }: JsonOption & { check?: boolean; cost?: boolean }) =>
      runner.once({ name: 'generate', input, json }, async () => (await import('../commands/generate.js')).generate),
    );
  program
    .command('adopt')
    .description('make a fork your own: names, repository, account, region, domain, addresses')
    .option('--answers <file>', 'answers in JSON, see docs/guides/adopt.jsonc; what is missing is asked for')
    .option('--dry-run', 'show what would change')
    .action((input: { answers?: string; dryRun?: boolean }) =>
      runner.once({ name: 'adopt', input }, async () => (await import('../commands/adopt.js')).adopt),
    );
  program
    .command('bench')
    .description('measure throughput, latency and processor time on a separate platform')
    .addOption(new Option('--seconds <count>', 'the duration of each load').argParser(count).default(15))
    .addOption(new Option('--rate <count>', 'requests per second of the steady load').argParser(count).default(800))
    .addOption(
      new Option('--connections <count>', 'connections of the load that runs as fast as it can')
        .argParser(count)
        .default(64),
    )
    .addOption(new Option('--telemetry', 'measure instead what it costs to be watched').conflicts(['peers', 'soak']))
    .option('--peers <part>', 'measure instead what others would use in its place: all, or one part (bench/README.md)')
    .addOption(
      new Option('--soak <minutes>', 'send the steady load alone for long, and measure what grows')
        .argParser(count)
        .conflicts('peers'),
    )
    .action((input: Record<string, number | string | boolean>) =>
      runner.once({ name: 'bench', input }, async () => (await import('../commands/bench.js')).bench),
    );
  program
    .command('issue')
    .description('open, update or close the one issue of workflows with a title')
    .addArgument(new Argument('<verb>').choices(['open', 'close']))
    .requiredOption('--title <title>', 'what it is found by', filled)
    .option('--body <text>', 'what it says, besides the address of the run', filled)
    .addOption(jsonOption())
    .action((verb: 'open' | 'close', { json, ...input }: JsonOption & { title: string; body?: string }) =>
      runner.once(
        { name: 'issue', input: { ...input, verb }, json },
        async () => (await import('../commands/issue.js')).issue,
      ),
    );
}
