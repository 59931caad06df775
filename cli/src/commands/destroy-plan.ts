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
  runProgram as readProgram,
  teardownPlan,
  type Inventory,
  type OrphanReport,
  type Programs,
  type Target,
  type TeardownEnvironment,
  type TeardownPlan,
} from '@fairway/infra';
import { FairwayError } from '@fairway/errors';
import { createInterface } from 'node:readline/promises';
import type { Command, Context } from '../command-line/context.js';
import { exitCodes } from '../command-line/exit-codes.js';
import { runProgram } from '../command-line/run-program.js';
import type { Style } from '../command-line/style.js';
import { table } from '../command-line/table.js';

export interface DestroyPlanResult extends Inventory {
  readonly target: Target;
  readonly steps: readonly PlannedStep[];
  /** What is run at the end, to see what is left. */
  readonly reports: readonly { readonly finds: string; readonly command: string }[];
  /** The answer that `--execute` asks for. */
  readonly confirmation: string;
  /** Null for a plan: nothing was touched. */
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

/** The ordered end of an environment, and what of it Terraform does not own. A plan unless told to execute it. */
export const destroyPlan: Command<Input, DestroyPlanResult> = {
  // It has programs to end first: Terraform must give its lock back.
  stopsItself: true,

  async run({ env, execute = false, confirm }, context) {
    const target = readTarget(context.root, env);
    const programs = programsOf(context);
    if (execute) await preflight(target, programs);
    context.progress(`planning ${env} in an offline account, to know what Terraform would destroy`);
    const [built] = await buildEnvironments(context.root, [env], { env: context.env });
    if (built === undefined) throw new Error(`${env} was not planned`);
    const plan = teardownPlan(target, inventoryOf(built));
    if (context.stopping.aborted)
      throw new FairwayError('interrupted', 'Interrupted; nothing was touched.', { hint: 'Run it again.' });
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

function programsOf({ root, env, stopping }: Context): Programs {
  const options = { cwd: root, env: { ...env, AWS_PAGER: '', AWS_DEFAULT_OUTPUT: 'json' } };
  return {
    run: ([program, ...args]) => runProgram(program, args, { ...options, stdout: 'progress', stopping }),
    read: ([program, ...args]) => readProgram(program, args, options),
  };
}

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

/** For production not the word that one types every day, but one that has to be looked up. */
function confirmationOf({ environment, accountId }: Target): string {
  return environment === 'production' ? `${environment} ${accountId}` : environment;
}

async function mustConfirm(
  { target, stacks }: TeardownPlan,
  given: string | undefined,
  { progress }: Context,
): Promise<void> {
  const wanted = confirmationOf(target);
  const holders = stacks.flatMap(({ dataHolders }) =>
    dataHolders.filter(({ kind }) => kind !== 'logs' && kind !== 'secret'),
  );
  const data = holders.map(({ kind, name }) => `${kind} ${name}`).join(', ');
  progress(`This destroys ${target.name} in the account ${target.accountId}, and with it ${data}.`);
  const answer = given ?? (await ask(`Type "${wanted}" to go on: `));
  if (answer === wanted) return;
  const reason = answer === undefined ? 'nobody confirmed it' : 'that was another answer';
  throw new FairwayError('confirmation_needed', `Nothing was destroyed: ${reason}.`, {
    hint: `Say so with --confirm ${commandLine([wanted])}, or type it when asked.`,
  });
}

async function ask(question: string): Promise<string | undefined> {
  if (!process.stdin.isTTY) return undefined;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(question);
  terminal.close();
  return answer.trim();
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
    ...section(`To tear down ${environment} (${name}, account ${accountId}, ${region})`, [
      'This is the plan; nothing was touched.',
    ]),
    ...steps.flatMap(({ title, why, commands: all }, index) =>
      section(`${index + 1}. ${title}`, [`   ${why}`, ...commands(all)]),
    ),
    ...section(
      `${steps.length + 1}. Report of what is left`,
      commands(reports.map(({ finds, command }) => ({ command, note: finds }))),
    ),
    ...section(`Terraform destroys ${resourceCount} resources`, stacks.toReversed().map(renderStack)),
    ...section(
      'What is still there afterwards',
      survivors.map((survivor) => `  - ${survivor}`),
    ),
    ...section('Harder, on purpose', stacks.toReversed().flatMap(harder)),
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
    `  ${stack}: ${resourceCount} resources${data.length === 0 ? '' : ', with the data of'}`,
    ...data.map((line) => `  ${line}`),
  ].join('\n');
}

function harder({ stack, deletionProtected, keptBuckets }: Inventory['stacks'][number]): string[] {
  return [
    ...deletionProtected.map(
      (address) => `  ${stack}: ${address} is protected; the step lifts that first, for this one resource`,
    ),
    ...keptBuckets.map(
      (bucket) =>
        `  ${stack}: the bucket ${bucket.name} is never emptied for you; the step stops until you have done it`,
    ),
  ];
}

function renderReport({ environment }: Target, { orphans, expected, notChecked }: OrphanReport, style: Style): string {
  const isClean = orphans.length + notChecked.length === 0;
  return [
    isClean
      ? `${style.green('✓')} ${environment} is gone`
      : `${style.red('✗')} ${environment} may have left something behind`,
    ...(orphans.length === 0
      ? []
      : [table([['LEFT OVER', 'REMOVE IT WITH'], ...orphans.map(({ id, remove }) => [id, remove])])]),
    ...(notChecked.length === 0
      ? []
      : [['not checked, since the command failed:', ...notChecked.map((command) => `  ${command}`)].join('\n')]),
    ...(expected.length === 0
      ? []
      : [table([['KEPT BY AWS FOR A WHILE', ''], ...expected.map(({ id, why }) => [id, why])])]),
    ...(orphans.length === 0
      ? []
      : [`next: remove them, then ./fairway destroy-plan --env ${environment} --execute again looks once more`]),
  ].join('\n\n');
}
