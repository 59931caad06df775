import { FairwayError } from '@fairway/errors';
import {
  OfflineAccount,
  stacksOf,
  varFileArguments,
  type Plan,
  type StackName,
  type State,
  type TerraformEnvironment,
} from '@fairway/infra';
import { join } from 'node:path';

/** What happened to one stack in one environment, from `init` to `destroy`. */
export interface StackRun {
  readonly environment: TerraformEnvironment;
  readonly stack: StackName;
  readonly steps: Readonly<Partial<Record<StepName, Step>>>;
  readonly plan?: Plan;
  readonly state?: State;
  /** The state after `destroy`. */
  readonly leftover?: State;
}

export type StepName = 'init' | 'plan' | 'apply' | 'second plan' | 'destroy';

export interface Step {
  readonly exitCode: number;
  readonly output: string;
  readonly durationMs: number;
}

type Recorded = { -readonly [Key in keyof StackRun]: StackRun[Key] } & { steps: Partial<Record<StepName, Step>> };

/**
 * Every stack of every environment, in order; or what the machine lacks.
 * @param source a folder like `infra/terraform`; the committed one by default
 */
export async function runLifecycles(
  root: string,
  source = join(root, 'infra', 'terraform'),
): Promise<StackRun[] | { missing: string }> {
  try {
    using account = await OfflineAccount.open(root, { source });
    const shared = await buildUp(account, 'shared');
    // Isolated from each other, so they can be built in parallel.
    const [dev, production] = await Promise.all([buildUp(account, 'dev'), buildUp(account, 'production')]);
    await Promise.all([tearDown(account, dev), tearDown(account, production)]);
    await tearDown(account, shared);
    return [...shared, ...dev, ...production];
  } catch (error) {
    if (error instanceof FairwayError && error.code === 'prerequisite_missing')
      return { missing: `${error.message} ${error.hint}`.replaceAll('\n', ' ') };
    throw error;
  }
}

async function buildUp(account: OfflineAccount, environment: TerraformEnvironment): Promise<Recorded[]> {
  const runs: Recorded[] = [];
  for (const stack of stacksOf[environment]) {
    const run: Recorded = { environment, stack, steps: {} };
    const files = varFileArguments(environment, stack);
    runs.push(run);
    // Each step needs the one before; the first failing step says why the others are missing. A plan also validates, so
    // no other step does.
    const built =
      (await step(account, run, 'init', ['init'])) &&
      (await step(account, run, 'plan', ['plan', '-out=plan.out', ...files]));
    if (!built) continue;
    run.plan = await show<Plan>(account, run, ['plan.out']);
    if (!(await step(account, run, 'apply', ['apply', 'plan.out']))) continue;
    run.state = await show<State>(account, run, []);
    await step(account, run, 'second plan', ['plan', '-detailed-exitcode', ...files]);
  }
  return runs;
}

async function tearDown(account: OfflineAccount, runs: readonly Recorded[]): Promise<void> {
  for (const run of runs.toReversed()) {
    if (run.state === undefined) continue;
    await step(account, run, 'destroy', ['destroy', '-auto-approve', ...varFileArguments(run.environment, run.stack)]);
    run.leftover = await show<State>(account, run, []);
  }
}

async function step(
  account: OfflineAccount,
  run: Recorded,
  name: StepName,
  [command, ...args]: readonly [string, ...string[]],
): Promise<boolean> {
  const startedAtMs = performance.now();
  const { exitCode, stdout, stderr } = await account.terraform(run.environment, join('stacks', run.stack), [
    command,
    '-no-color',
    ...args,
  ]);
  run.steps[name] = {
    exitCode,
    output: [stdout, stderr].join('\n').trim(),
    durationMs: performance.now() - startedAtMs,
  };
  return exitCode === 0;
}

async function show<Shown>(
  account: OfflineAccount,
  { environment, stack }: StackRun,
  args: readonly string[],
): Promise<Shown> {
  const { exitCode, stdout, stderr } = await account.terraform(environment, join('stacks', stack), [
    'show',
    '-no-color',
    '-json',
    ...args,
  ]);
  if (exitCode !== 0)
    throw new Error(`terraform show of ${environment}/${stack} exited with ${exitCode}:\n${stderr || stdout}`);
  return JSON.parse(stdout) as Shown;
}
