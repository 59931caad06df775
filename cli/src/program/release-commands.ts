import type { CheckName, ReleasedEnvironment } from '@fairway/deploy';
import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { count, durationMs, filled, jsonOption, type JsonOption } from './options.js';
import type { Runner } from './runner.js';

const environments = ['dev', 'production'] satisfies ReleasedEnvironment[];
const checks = ['promotion', 'signatures', 'migrations', 'monitoring', 'pages', 'budget'] satisfies CheckName[];

interface PlaceOptions extends JsonOption {
  readonly local?: boolean;
}

interface RunOptions extends PlaceOptions {
  readonly override?: Readonly<Partial<Record<CheckName, string>>>;
  readonly confirm?: string;
  readonly watch?: number;
}

export function addReleaseCommands(program: Command, runner: Runner): void {
  program.commandsGroup('Deploy:');
  const release = program
    .command('release')
    .description('deliver to dev and production: recorded, checked, undone when it fails');

  placed(release.command('plan'))
    .description('show what a release would change, and why it would be refused')
    .addArgument(environment('environment'))
    .addOption(commit())
    .action((name: ReleasedEnvironment, { json, local = false, ...input }: PlaceOptions & { commit: string }) =>
      runner.once(
        { name: 'release plan', input: { environment: name, local, ...input }, json },
        async () => (await import('../commands/release-plan.js')).releasePlan,
      ),
    );

  addDeploy(release, runner);
  running(release.command('promote'))
    .description('bring an environment to the digests that the one before it has run')
    .addArgument(environment('from'))
    .addArgument(environment('to'))
    .addOption(commit())
    .action((from: ReleasedEnvironment, to: ReleasedEnvironment, options: RunOptions & { commit: string }) =>
      runner.once(
        {
          name: 'release promote',
          input: { from, to, commit: options.commit, ...runInput(options) },
          json: options.json,
        },
        async () => (await import('../commands/release-promote.js')).releasePromote,
      ),
    );

  running(release.command('rollback'))
    .description('bring an environment, or one service of it, back to an earlier release')
    .addArgument(environment('environment'))
    .argument('[service]', 'the only service that goes back')
    .option('--to <release>', 'its id or version; the one before what runs by default', filled)
    .action((name: ReleasedEnvironment, service: string | undefined, options: RunOptions & { to?: string }) =>
      runner.once(
        {
          name: 'release rollback',
          input: { environment: name, service, to: options.to, ...runInput(options) },
          json: options.json,
        },
        async () => (await import('../commands/release-rollback.js')).releaseRollback,
      ),
    );

  placed(release.command('status'))
    .description('show what an environment runs, by its records and by its cluster')
    .addArgument(environment('environment'))
    .action((name: ReleasedEnvironment, { json, local = false }: PlaceOptions) =>
      runner.once(
        { name: 'release status', input: { environment: name, local }, json },
        async () => (await import('../commands/release-status.js')).releaseStatus,
      ),
    );

  placed(release.command('history'))
    .description('show what was released to an environment, the newest first')
    .addArgument(environment('environment'))
    .addOption(new Option('--limit <count>', 'how many').argParser(count).default(20))
    .action((name: ReleasedEnvironment, { json, local = false, limit }: PlaceOptions & { limit: number }) =>
      runner.once(
        { name: 'release history', input: { environment: name, local, limit }, json },
        async () => (await import('../commands/release-history.js')).releaseHistory,
      ),
    );

  program
    .command('rehearse')
    .description('the whole delivery in the local cluster: merge, images, dev, production, and a release that fails')
    .option('--confirm <environment>', 'the approval of production, for scripts', filled)
    .addOption(jsonOption())
    .action(({ json, ...input }: JsonOption & { confirm?: string }) =>
      runner.once({ name: 'rehearse', input, json }, async () => (await import('../commands/rehearse.js')).rehearse),
    );
}

function addDeploy(release: Command, runner: Runner): void {
  running(release.command('deploy'))
    .description('bring the first environment to a commit whose images are in the registry')
    .addArgument(environment('environment'))
    .addOption(commit())
    .addOption(
      new Option('--wait <duration>', 'how long Terraform may still take to make what the commit needs')
        .argParser(durationMs)
        .default(0, '0, which refuses it'),
    )
    .action((name: ReleasedEnvironment, options: RunOptions & { commit: string; wait: number }) =>
      runner.once(
        {
          name: 'release deploy',
          input: { environment: name, commit: options.commit, waitMs: options.wait, ...runInput(options) },
          json: options.json,
        },
        async () => (await import('../commands/release-deploy.js')).releaseDeploy,
      ),
    );
}

const environment = (name: string) => new Argument(`<${name}>`).choices(environments);

const commit = () =>
  new Option('--commit <revision>', 'which commit').argParser(filled).default('HEAD', 'the one that is checked out');

function placed(command: Command): Command {
  return command
    .option('--local', 'in the local cluster, where each environment is a namespace')
    .addOption(jsonOption());
}

function running(command: Command): Command {
  return placed(command)
    .addOption(
      new Option(
        '--override <check=reason>',
        `go on in spite of a check: ${checks.join(', ')}; the record keeps the reason`,
      ).argParser(override),
    )
    .option('--confirm <environment>', 'its name, for scripts; asked at a terminal where it is needed', filled)
    .option('--watch <duration>', 'how long pages and burning budgets undo it after its smoke test', durationMs);
}

/** One or several, separated by semicolons: the form of a workflow has one field. */
function override(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const given = text.split(';').map((part) => /^\s*(\w+)=(.*\S)\s*$/.exec(part));
  const named = given.map((match) => [match?.[1] ?? '', match?.[2] ?? ''] as const);
  if (named.every(([check]) => (checks as readonly string[]).includes(check)))
    return { ...before, ...Object.fromEntries(named) };
  throw new InvalidArgumentError(
    `Use a check and your reason, such as budget="fixes the outage". Checks: ${checks.join(', ')}.`,
  );
}

function runInput({ local = false, override: overrides = {}, confirm, watch }: RunOptions) {
  return {
    local,
    override: overrides,
    ...(confirm === undefined ? {} : { confirm }),
    ...(watch === undefined ? {} : { watchMs: watch }),
  };
}
