import { inventoryOf, readTarget, teardownPlan, type TeardownEnvironment } from '@fairway/infra';
import { describe, expect, it as plainIt } from 'vitest';
import { plain } from '../../cli/src/command-line/style.js';
import { destroyPlan } from '../../cli/src/commands/destroy-plan.js';
import { builtIn } from './support/built.js';
import { contextIn } from './support/command-context.js';
import { butWith } from './support/empty-account.js';
import { FakePrograms } from './support/fake-programs.js';
import type { Answer } from './support/scripted-programs.js';
import { SmallRepository } from './support/small-repository.js';
import { it, type StackRuns } from './support/stack-runs.js';

const targetOf = (environment: TeardownEnvironment) => readTarget(process.cwd(), environment);
const nameOf = (environment: TeardownEnvironment) => targetOf(environment).name;
const planOf = (runs: StackRuns, environment: TeardownEnvironment) => teardownPlan(targetOf(environment), inventoryOf(builtIn(runs, environment)));
const commandsOf = (plan: ReturnType<typeof planOf>) =>
  plan.steps.flatMap(({ actions }) => actions.flatMap((action) => (action.kind === 'run' ? [action.argv.join(' ')] : [])));

describe('the teardown of the committed environments', () => {
  it.for(['dev', 'production'] as const)('%s destroys every resource of its state', (environment, { runs }) => {
    for (const { stack, resourceCount } of planOf(runs, environment).stacks) {
      expect(resourceCount, stack).toBe(builtIn(runs, environment).stacks.find((built) => built.stack === stack)?.resources.length);
    }
  });

  it('of dev names what holds data', ({ runs }) => {
    const kinds = planOf(runs, 'dev').stacks.flatMap(({ dataHolders }) =>
      dataHolders.filter(({ kind }) => !['logs', 'secret', 'bucket'].includes(kind)),
    );
    expect(kinds.map(({ kind, name }) => [kind, name]).toSorted()).toEqual([
      ['Kafka', `${nameOf('dev')}-kafka`],
      ['PostgreSQL', `${nameOf('dev')}-database`],
    ]);
  });

  it('of dev meets nothing that is protected, and leaves no snapshot', ({ runs }) => {
    const plan = planOf(runs, 'dev');
    expect(plan.stacks.flatMap(({ deletionProtected, keptBuckets }) => [...deletionProtected, ...keptBuckets])).toEqual([]);
    expect(plan.survivors.join('\n')).not.toContain('snapshot');
    expect(commandsOf(plan).filter((command) => command.includes(' apply '))).toEqual([]);
  });

  it('of production lifts the protection of database and cluster, and keeps a snapshot, backups and buckets', ({ runs }) => {
    const plan = planOf(runs, 'production');
    const lifted = commandsOf(plan).filter((command) => command.includes(' apply '));
    expect(lifted).toEqual([
      expect.stringMatching(/stacks\/cluster apply .*-target=.*aws_eks_cluster/),
      expect.stringMatching(/stacks\/data apply .*-target=.*aws_rds_cluster/),
    ]);
    expect(lifted.at(-1)).toContain(`-var=teardown_of=${nameOf('production')}`);
    expect(plan.stacks.flatMap(({ keptBuckets }) => keptBuckets)).toHaveLength(3);
    const survivors = [
      `the final snapshot ${nameOf('production')}-database-final`,
      'for 35 days',
      'KMS keys, disabled, for 30 days',
      'secrets for 30 days',
    ];
    for (const survivor of survivors) expect(plan.survivors.join('\n')).toContain(survivor);
  });

  it.for(['dev', 'production'] as const)('%s destroys cluster, data and network, in this order, each in its own state', (environment, { runs }) => {
    const terraform = commandsOf(planOf(runs, environment)).filter((command) => / (init|destroy) /.test(command));
    expect(terraform.map((command) => /stacks\/(\w+) (\w+)/.exec(command)?.slice(1).join(' '))).toEqual([
      'cluster init',
      'cluster destroy',
      'data init',
      'data destroy',
      'network init',
      'network destroy',
    ]);
    for (const command of terraform) expect(command).toContain(`environments/${environment}/`);
  });
});

describe('fairway destroy-plan', () => {
  const bucket = 'resource "aws_s3_bucket" "this" {\n  bucket        = "fairway-dev-data"\n  force_destroy = true\n}\n';
  const reading = / (describe|get|list)-| get |config view|api-resources|state list/;
  const run = async (input: { execute?: boolean; confirm?: string }, ...changed: Answer[]) => {
    using repository = new SmallRepository('data', bucket);
    using fakes = new FakePrograms(butWith(...changed));
    const context = contextIn(repository.root, fakes.env);
    const outcome = await destroyPlan.run({ env: 'dev', ...input }, context).then(
      (result) => ({ result }),
      (error: unknown) => ({ error }),
    );
    return { ...outcome, told: context.told, changes: fakes.calls.filter((call) => !reading.test(call)), calls: fakes.calls };
  };
  const left = (changed: Awaited<ReturnType<typeof run>>) => ('result' in changed ? changed.result : expect.unreachable(String(changed.error)));

  plainIt('touches and asks nothing, and prints what it would run', async () => {
    const outcome = await run({});
    expect(outcome.calls).toEqual([]);
    const result = left(outcome);
    expect(destroyPlan.exitCode?.(result)).toBe(0);
    const text = destroyPlan.render(result, plain);
    expect(text).toContain('nothing was touched');
    expect(text.indexOf('delete ingresses')).toBeLessThan(text.indexOf('stacks/cluster destroy'));
    expect(text).toContain('bucket: fairway-dev-data');
    expect(text).toContain('--execute (asks for "dev")');
  });

  plainIt('--execute without an answer, or with a wrong one, changes nothing', async () => {
    for (const confirm of [{}, { confirm: 'production' }]) {
      const outcome = await run({ execute: true, ...confirm });
      expect(outcome).toMatchObject({ error: { code: 'confirmation_needed' }, changes: [] });
      expect(outcome.told.join('\n')).toContain('bucket fairway-dev-data');
    }
  });

  plainIt('--execute in another account stops before it plans', async () => {
    const outcome = await run({ execute: true, confirm: 'dev' }, { to: 'get-caller-identity', with: { stdout: '{"Account":"999999999999"}' } });
    expect(outcome).toMatchObject({
      error: { code: 'NOT_READY' },
      changes: [],
      told: [],
    });
  });

  plainIt('--execute runs all steps and ends well when nothing is left', async () => {
    const outcome = await run({ execute: true, confirm: 'dev' });
    expect(outcome.changes.map((call) => /delete \w+|stacks\/\w+ \w+/.exec(call)?.[0])).toEqual([
      'delete ingresses',
      'delete services',
      'delete namespaces',
      'delete persistentvolumeclaims',
      'stacks/cluster init',
      'stacks/cluster destroy',
      'stacks/data init',
      'stacks/data destroy',
      'stacks/network init',
      'stacks/network destroy',
    ]);
    const result = left(outcome);
    expect(destroyPlan.exitCode?.(result)).toBe(0);
    expect(destroyPlan.render(result, plain)).toContain('✓ dev is gone');
  });

  plainIt('--execute ends with exit code 1, and how to remove it, when something is left', async () => {
    const volume = 'arn:aws:ec2:us-east-1:111122223333:volume/vol-1';
    const outcome = await run(
      { execute: true, confirm: 'dev' },
      { to: 'Key=kubernetes.io/cluster/', with: { stdout: JSON.stringify({ ResourceTagMappingList: [{ ResourceARN: volume }] }) } },
    );
    const result = left(outcome);
    expect(destroyPlan.exitCode?.(result)).toBe(1);
    expect(destroyPlan.render(result, plain)).toMatch(/volume\/vol-1 +aws ec2 delete-volume --volume-id vol-1/);
  });

  plainIt('--execute stops at the first failure and says how to go on', async () => {
    const outcome = await run({ execute: true, confirm: 'dev' }, { to: 'stacks/data destroy', with: { exitCode: 1 } });
    expect(outcome).toMatchObject({
      error: {
        code: 'STEP_FAILED',
        problem: expect.stringContaining('terraform destroy: data'),
        fix: expect.stringContaining('run the same command again'),
      },
    });
    expect(outcome.changes.at(-1)).toContain('stacks/data destroy');
  });
});
