import type { PlanPurpose } from '@fairway/infra';
import { Option, type Command } from 'commander';
import { count, filled, jsonOption, type JsonOption } from './options.js';
import type { Runner } from './runner.js';

/** The steps of the Terraform workflows that Terraform does not do itself. */
export function addInfraCommands(program: Command, runner: Runner): void {
  const infra = program.command('infra').description('what pipelines do with plans of Terraform');
  infra
    .command('stacks')
    .description('list the stacks that pipelines plan, in the order of apply')
    .option('--changed-since <revision>', 'only those whose plan can differ from that of this git revision', filled)
    .addOption(jsonOption())
    .action(({ json, ...input }: JsonOption & { changedSince?: string }) =>
      runner.once(
        { name: 'infra stacks', input, json },
        async () => (await import('../commands/infra-stacks.js')).infraStacks,
      ),
    );
  infra
    .command('keep-plan')
    .argument('<stack>', 'such as dev/network, whose folder contains plan.out')
    .description('upload the plan of a stack, once, and print what it would do, without values')
    .addOption(purposeOption())
    .addOption(jsonOption())
    .action((stack: string, { json, ...input }: JsonOption & { for: PlanPurpose }) =>
      runner.once(
        { name: 'infra keep-plan', input: { ...input, stack }, json },
        async () => (await import('../commands/infra-keep-plan.js')).infraKeepPlan,
      ),
    );
  infra
    .command('fetch-plan')
    .argument('<stack>', 'such as dev/network')
    .description('download the plan that was kept for this commit, for terraform apply; refuse any other')
    .requiredOption('--sha256 <checksum>', 'its checksum, as recorded when it was made', filled)
    .addOption(jsonOption())
    .action((stack: string, { json, ...input }: JsonOption & { sha256: string }) =>
      runner.once(
        { name: 'infra fetch-plan', input: { ...input, stack }, json },
        async () => (await import('../commands/infra-fetch-plan.js')).infraFetchPlan,
      ),
    );
  infra
    .command('comment')
    .description('render plans, cost and violated rules of a change as one text; with --pull-request also post it')
    .option('--plans <folder>', 'with what keep-plan --json printed, one file per stack', filled)
    .requiredOption('--changed-since <revision>', 'what to compare with', filled)
    .option('--pull-request <number>', 'replace the comment on this pull request', count)
    .addOption(jsonOption())
    .action(({ json, ...input }: JsonOption & { plans?: string; changedSince: string; pullRequest?: number }) =>
      runner.once(
        { name: 'infra comment', input, json },
        async () => (await import('../commands/infra-comment.js')).infraComment,
      ),
    );
  infra
    .command('drift')
    .argument('<stack>', 'such as dev/network, whose folder contains plan.out')
    .description('open, update or close the issue of a stack by its plan')
    .addOption(jsonOption())
    .action((stack: string, { json }: JsonOption) =>
      runner.once(
        { name: 'infra drift', input: { stack }, json },
        async () => (await import('../commands/infra-drift.js')).infraDrift,
      ),
    );
}

function purposeOption(): Option {
  return new Option('--for <purpose>', 'review in a pull request, or apply on main')
    .choices(['review', 'apply'] satisfies PlanPurpose[])
    .makeOptionMandatory();
}
