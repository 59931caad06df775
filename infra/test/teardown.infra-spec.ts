import { catalog } from '@fairway/catalog';
import { inventoryOf, readTarget, teardownPlan, type TeardownEnvironment } from '@fairway/infra';
import { describe, expect } from 'vitest';
import { builtIn } from './support/built.js';
import { it, type StackRuns } from './support/stack-runs.js';

const targetOf = (environment: TeardownEnvironment) => readTarget(process.cwd(), environment);
const nameOf = (environment: TeardownEnvironment) => targetOf(environment).name;
const planOf = (runs: StackRuns, environment: TeardownEnvironment) =>
  teardownPlan(targetOf(environment), inventoryOf(builtIn(runs, environment)));
const commandsOf = (plan: ReturnType<typeof planOf>) =>
  plan.steps.flatMap(({ actions }) =>
    actions.flatMap((action) => (action.kind === 'run' ? [action.argv.join(' ')] : [])),
  );

describe('the teardown of the committed environments', () => {
  it.for(['dev', 'production'] as const)('%s destroys every resource of its state', (environment, { runs }) => {
    for (const { stack, resourceCount } of planOf(runs, environment).stacks) {
      expect(resourceCount, stack).toBe(
        builtIn(runs, environment).stacks.find((built) => built.stack === stack)?.resources.length,
      );
    }
  });

  it('of dev lists what holds data', ({ runs }) => {
    const kinds = planOf(runs, 'dev').stacks.flatMap(({ dataHolders }) =>
      dataHolders.filter(({ kind }) => !['logs', 'secret', 'bucket'].includes(kind)),
    );
    expect(kinds.map(({ kind, name }) => [kind, name]).toSorted()).toEqual([
      ['Kafka', `${nameOf('dev')}-kafka`],
      ['PostgreSQL', `${nameOf('dev')}-database`],
    ]);
  });

  it('of dev finds nothing protected, and leaves no snapshot', ({ runs }) => {
    const plan = planOf(runs, 'dev');
    expect(plan.stacks.flatMap(({ deletionProtected, keptBuckets }) => [...deletionProtected, ...keptBuckets])).toEqual(
      [],
    );
    expect(plan.survivors.join('\n')).not.toContain('snapshot');
    expect(commandsOf(plan).filter((command) => command.includes(' apply '))).toEqual([]);
  });

  it('of production stops deliveries, removes the protection of database and cluster, and keeps a snapshot, backups and buckets', ({
    runs,
  }) => {
    const plan = planOf(runs, 'production');
    const lifted = commandsOf(plan).filter((command) => command.includes(' apply '));
    expect(lifted).toEqual([
      expect.stringMatching(/stacks\/data apply .*-var=broker_logs_in_bucket=false.*-target=.*aws_msk_cluster/),
      expect.stringMatching(/stacks\/cluster apply .*-target=.*aws_eks_cluster/),
      expect.stringMatching(/stacks\/data apply .*-target=.*aws_rds_cluster/),
    ]);
    expect(lifted.at(-1)).toContain(`-var=teardown_of=${nameOf('production')}`);
    const ofServices = Object.values(catalog.services).flatMap(({ buckets }) => Object.keys(buckets));
    expect(plan.stacks.flatMap(({ keptBuckets }) => keptBuckets)).toHaveLength(3 + ofServices.length);
    const survivors = [
      `the final snapshot ${nameOf('production')}-database-final`,
      'for 35 days, unreadable',
      'KMS keys, disabled, for 30 days',
      'secrets for 30 days',
    ];
    for (const survivor of survivors) expect(plan.survivors.join('\n')).toContain(survivor);
  });

  it.for(['dev', 'production'] as const)(
    '%s destroys cluster, data and network, in this order, each in its own state',
    (environment, { runs }) => {
      const terraform = commandsOf(planOf(runs, environment))
        .filter((command) => / (init|destroy) /.test(command))
        // Production first initialises data, to stop deliveries and to check buckets.
        .slice(environment === 'production' ? 2 : 0);
      expect(terraform.map((command) => /stacks\/(\w+) (\w+)/.exec(command)?.slice(1).join(' '))).toEqual([
        'cluster init',
        'cluster destroy',
        'data init',
        'data destroy',
        'network init',
        'network destroy',
      ]);
      for (const command of terraform) expect(command).toContain(`environments/${environment}/`);
    },
  );
});
