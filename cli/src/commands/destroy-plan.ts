import {
  buildEnvironments,
  commandLine,
  describeAction,
  executeSteps,
  findOrphans,
  inventoryOf,
  listRecords,
  orphanQueries,
  preflight,
  readTarget,
  teardownPlan,
  type Inventory,
  type OrphanReport,
  type Target,
  type TeardownEnvironment,
  type TeardownPlan,
} from '@fairway/infra';
import { FairwayError } from '@fairway/errors';
import { answerTo } from '../command-line/answer-to.js';
import type { Command, Context } from '../command-line/context.js';
import { exitCodes } from '../command-line/exit-codes.js';
import { programsOf } from '../command-line/programs.js';
import type { Style } from '../command-line/style.js';
import { table } from '../command-line/table.js';

export interface DestroyPlanResult extends Inventory {
  readonly target: Target;
  readonly steps: readonly PlannedStep[];
  /** Commands that run at the end to find what is left. */
  readonly reports: readonly { readonly finds: string; readonly command: string }[];
  /** The answer that `--execute` requires. */
  readonly confirmation: string;
  /** What is left; null for a plan, which touches nothing. */
  readonly left: OrphanReport | null;
}

interface PlannedStep {
  readonly title: string;
  readonly why: string;
  readonly commands: readonly ReturnType<typeof describeAction>[];
}

interface Input {
  readonly env: TeardownEnvironment;
  readonly execute?: boolean;
  readonly confirm?: string;
}

/**
 * The ordered teardown of an environment, including what Terraform does not manage. Only a plan, unless `--execute` is
 * given.
 */
export const destroyPlan: Command<Input, DestroyPlanResult> = {
  // It must end its programs first: Terraform has to release its lock.
  stopsItself: true,

  async run({ env, execute = false, confirm }, context) {
    const target = readTarget(context.root, env);
    const programs = programsOf(context);
    if (execute) await preflight(target, programs);
    context.progress(`planning ${env} in an offline account, to list what Terraform would destroy`);
    const [built] = await buildEnvironments(context.root, [env], { env: context.env });
    if (built === undefined) throw new Error(`could not plan ${env}`);
    const plan = teardownPlan(target, inventoryOf(built));
    if (context.stopping.aborted)
      throw new FairwayError('interrupted', 'Interrupted; nothing was changed.', { hint: 'Run it again.' });
    if (!execute) return toResult(plan, null);
    await mustConfirm(plan, confirm, context);
    await executeSteps(plan.steps, programs, context);
    return toResult(plan, await findOrphans(target, programs));
  },

  exitCode: ({ left }) =>
    left === null || left.orphans.length + left.notChecked.length === 0 ? exitCodes.ok : exitCodes.failed,

  render: (result, style) =>
    result.left === null ? renderPlan(result, style) : renderReport(result.target, result.left, style),
};

function toResult({ target, steps, stacks, survivors }: TeardownPlan, left: OrphanReport | null): DestroyPlanResult {
  return {
    target,
    steps: steps.map(({ title, why, actions }) => ({ title, why, commands: actions.map(describeAction) })),
    stacks,
    survivors,
    reports: [
      ...orphanQueries(target).map(({ finds, argv }) => ({ finds, command: commandLine(argv) })),
      {
        finds: `DNS records of ExternalDNS with the owner id ${target.name}`,
        command: commandLine(listRecords('ZONE_ID')),
      },
    ],
    confirmation: confirmationOf(target),
    left,
  };
}

/** For production the answer must be looked up; it is not a word that people type every day. */
function confirmationOf({ environment, accountId }: Target): string {
  return environment === 'production' ? `${environment} ${accountId}` : environment;
}

async function mustConfirm(
  { target, stacks }: TeardownPlan,
  given: string | undefined,
  { progress, stopping }: Context,
): Promise<void> {
  const wanted = confirmationOf(target);
  const holders = stacks.flatMap(({ dataHolders }) =>
    dataHolders.filter(({ kind }) => kind !== 'logs' && kind !== 'secret'),
  );
  const data = holders.map(({ kind, name }) => `${kind} ${name}`).join(', ');
  progress(`This destroys ${target.name} in the account ${target.accountId}, including ${data}.`);
  const answer = given ?? (process.stdin.isTTY ? await answerTo(`Type "${wanted}" to continue:`, stopping) : undefined);
  if (answer === wanted) return;
  const reason = answer === undefined ? 'it was not confirmed' : 'the answer did not match';
  throw new FairwayError('confirmation_needed', `Nothing was destroyed: ${reason}.`, {
    hint: `Confirm with --confirm ${commandLine([wanted])}, or type it when asked.`,
  });
}

function renderPlan(
  { target, steps, stacks, survivors, reports, confirmation }: DestroyPlanResult,
  style: Style,
): string {
  const { environment, name, accountId, region } = target;
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [[style.bold(title), ...lines].join('\n')];
  const commands = (all: PlannedStep['commands']) => all.flatMap((command) => renderCommand(command, style));
  const resourceCount = stacks.reduce((sum, stack) => sum + stack.resourceCount, 0);
  return [
    ...section(`Teardown of ${environment} (${name}, account ${accountId}, ${region})`, [
      'This is only a plan; nothing was changed.',
    ]),
    ...steps.flatMap(({ title, why, commands: all }, index) =>
      section(`${index + 1}. ${title}`, [`   ${why}`, ...commands(all)]),
    ),
    ...section(
      `${steps.length + 1}. Report of leftovers`,
      commands(reports.map(({ finds, command }) => ({ command, note: finds }))),
    ),
    ...section(`Terraform destroys ${resourceCount} resources`, stacks.toReversed().map(renderStack)),
    ...section(
      'What still exists afterwards',
      survivors.map((survivor) => `  - ${survivor}`),
    ),
    ...section('Protected on purpose', stacks.toReversed().flatMap(harder)),
    `next: ./fairway destroy-plan --env ${environment} --execute (asks for "${confirmation}")`,
  ].join('\n\n');
}

function renderCommand({ command, note }: PlannedStep['commands'][number], style: Style): string[] {
  return [`   ${style.cyan('$')} ${command}`, ...(note === null ? [] : [style.dim(`       ${note}`)])];
}

function renderStack({ stack, resourceCount, dataHolders }: Inventory['stacks'][number]): string {
  const kinds = Map.groupBy(dataHolders, ({ kind }) => kind);
  const data = [...kinds].map(([kind, holders]) => `  ${kind}: ${holders.map(({ name }) => name).join(', ')}`);
  return [
    `  ${stack}: ${resourceCount} resources${data.length === 0 ? '' : ', including the data of'}`,
    ...data.map((line) => `  ${line}`),
  ].join('\n');
}

function harder({ stack, deletionProtected, keptBuckets }: Inventory['stacks'][number]): string[] {
  return [
    ...deletionProtected.map(
      (address) => `  ${stack}: ${address} is protected; the step removes the protection of this one resource first`,
    ),
    ...keptBuckets.map(
      (bucket) =>
        `  ${stack}: the bucket ${bucket.name} is never emptied for you; the step waits until you have emptied it`,
    ),
  ];
}

function renderReport({ environment }: Target, { orphans, expected, notChecked }: OrphanReport, style: Style): string {
  const isClean = orphans.length + notChecked.length === 0;
  return [
    isClean
      ? `${style.green('✓')} ${environment} is gone`
      : `${style.red('✗')} ${environment} may have left resources behind`,
    ...(orphans.length === 0
      ? []
      : [table([['LEFT OVER', 'REMOVE IT WITH'], ...orphans.map(({ id, remove }) => [id, remove])])]),
    ...(notChecked.length === 0
      ? []
      : [['not checked, because the command failed:', ...notChecked.map((command) => `  ${command}`)].join('\n')]),
    ...(expected.length === 0
      ? []
      : [table([['KEPT BY AWS FOR SOME TIME', ''], ...expected.map(({ id, why }) => [id, why])])]),
    ...(orphans.length === 0
      ? []
      : [`next: remove them, then check again with ./fairway destroy-plan --env ${environment} --execute`]),
  ].join('\n\n');
}
