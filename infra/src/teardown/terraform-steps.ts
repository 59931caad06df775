import { join } from 'node:path';
import { stacksOf, varFileArguments, type StackName } from '../terraform/stacks.js';
import type { Inventory, StackInventory } from './inventory.js';
import type { Action, Argv, Condition, Step } from './step.js';
import type { Target } from './target.js';

const why: Readonly<Partial<Record<StackName, string>>> = {
  cluster: 'It uses the network and reads the hand-over of data.',
  data: 'Its network interfaces are in the data subnets.',
  network: 'Last: everything else was in it. If AWS refuses, the commands of the report below show what is in the way.',
};

/**
 * Stops deliveries that would fill a bucket while it is being emptied. This takes MSK some minutes and affects nothing
 * else, so it comes first.
 */
export function stopDeliveries(target: Target, { stacks }: Inventory): Step[] {
  return stacks
    .filter(({ deliveries }) => deliveries.length > 0)
    .map((inventory) => {
      const { init, apply } = commandsFor(target, inventory.stack, inventory);
      return {
        title: `Stop deliveries to the buckets of ${inventory.stack}`,
        why: 'A kept bucket must be empty before it can be deleted, and MSK would deliver logs to it until MSK itself is gone.',
        actions: [init, ...inventory.deliveries.map(apply)],
      };
    });
}

/**
 * Before Terraform destroys anything, so that a bucket with contents is found while everything else still exists. Each
 * stack checks again for late deliveries.
 */
export function requireEmptyBuckets(target: Target, { stacks }: Inventory): Step[] {
  const keeping = stacks.filter(({ keptBuckets }) => keptBuckets.length > 0);
  if (keeping.length === 0) return [];
  return [
    {
      title: 'Empty buckets',
      why: 'Their writers have stopped by now, and Terraform has not destroyed anything yet.',
      actions: keeping.flatMap((inventory) => {
        const { init, inState } = commandsFor(target, inventory.stack, inventory);
        return [init, ...inventory.keptBuckets.map((bucket) => demandEmpty(bucket.name, inState(bucket.address)))];
      }),
    },
  ];
}

/** The stacks, in the reverse order of their apply. */
export function terraformSteps(target: Target, { stacks }: Inventory): Step[] {
  return stacksOf[target.environment].toReversed().map((stack) => {
    const inventory = stacks.find((candidate) => candidate.stack === stack);
    return stackStep(target, stack, inventory);
  });
}

interface Commands {
  /** Runs Terraform in the stack's folder. */
  readonly terraform: (...args: string[]) => Argv;
  /** The folder may be initialised for another environment; this binds it to this environment's state. */
  readonly init: Action;
  readonly variables: readonly string[];
  readonly inState: (address: string) => Condition;
  /** For one resource only: a full apply would recreate what an earlier, interrupted run has destroyed. */
  readonly apply: (address: string) => Action;
}

function commandsFor({ environment, name }: Target, stack: StackName, inventory: StackInventory | undefined): Commands {
  const terraform = (...args: string[]): Argv => [
    'terraform',
    `-chdir=${join('infra', 'terraform', 'stacks', stack)}`,
    ...args,
  ];
  const inState = (address: string): Condition => ({
    reads: terraform('state', 'list'),
    holds: ({ exitCode, stdout }) => (exitCode === 0 ? stdout.split('\n').includes(address) : undefined),
    otherwise: `${address} is already destroyed`,
  });
  const settings = join('..', '..', 'environments', environment, 'backend.hcl');
  const backend = [`-backend-config=${settings}`, `-backend-config=key=${environment}/${stack}/terraform.tfstate`];
  const isProtected = (inventory?.deletionProtected.length ?? 0) > 0;
  const variables = [
    ...varFileArguments(environment, stack),
    ...(isProtected
      ? ['-var=deletion_protection=false', ...(stack === 'data' ? [`-var=teardown_of=${name}`] : [])]
      : []),
    ...((inventory?.deliveries.length ?? 0) > 0 ? ['-var=broker_logs_in_bucket=false'] : []),
  ];
  return {
    terraform,
    init: { kind: 'run', argv: terraform('init', '-input=false', '-reconfigure', ...backend) },
    variables,
    inState,
    apply: (address) => ({
      kind: 'run',
      argv: terraform('apply', '-input=false', '-auto-approve', '-lock-timeout=5m', ...variables, `-target=${address}`),
      when: inState(address),
    }),
  };
}

function stackStep(target: Target, stack: StackName, inventory: StackInventory | undefined): Step {
  const { terraform, init, variables, inState, apply } = commandsFor(target, stack, inventory);
  return {
    title: `terraform destroy: ${stack}`,
    why: why[stack] ?? '',
    actions: [
      init,
      ...(inventory?.keptBuckets ?? []).map((bucket) => demandEmpty(bucket.name, inState(bucket.address))),
      ...(inventory?.deletionProtected ?? []).map(apply),
      ...(stack === 'network' ? [leftInterfaces(target)] : []),
      {
        kind: 'run',
        argv: terraform('destroy', '-input=false', '-auto-approve', '-lock-timeout=5m', ...variables),
        // Terraform would fail when it reads the hand-over of a stack that is gone.
        when: {
          reads: terraform('state', 'list'),
          holds: ({ exitCode, stdout }) => (exitCode === 0 ? stdout.trim() !== '' : undefined),
          otherwise: 'the stack is already destroyed',
        },
      },
    ],
  };
}

function demandEmpty(bucket: string, when: Condition): Action {
  return {
    kind: 'demand',
    reads: ['aws', 's3api', 'list-object-versions', '--bucket', bucket, '--max-items', '1'],
    left: (stdout) => {
      const { Versions = [], DeleteMarkers = [] } = JSON.parse(stdout === '' ? '{}' : stdout) as {
        Versions?: unknown[];
        DeleteMarkers?: unknown[];
      };
      return Versions.length + DeleteMarkers.length;
    },
    problem: `The bucket ${bucket} contains objects, or old versions of them, and this environment does not delete data.`,
    fix: `Save what you need, then empty it including all versions ("Empty" in the S3 console), and run the same command again.`,
    when,
  };
}

/**
 * The VPC CNI leaves interfaces behind when nodes end before it deletes them; their security groups and subnets could
 * not be deleted.
 */
function leftInterfaces({ name, region }: Target): Action {
  const tag = `Name=tag:cluster.k8s.amazonaws.com/name,Values=${name}`;
  return {
    kind: 'each',
    reads: [
      'aws',
      'ec2',
      'describe-network-interfaces',
      '--region',
      region,
      '--filters',
      tag,
      'Name=status,Values=available',
    ],
    ids: (stdout) => {
      const { NetworkInterfaces } = JSON.parse(stdout) as { NetworkInterfaces: { NetworkInterfaceId: string }[] };
      return NetworkInterfaces.map(({ NetworkInterfaceId }) => NetworkInterfaceId);
    },
    argv: (id) => ['aws', 'ec2', 'delete-network-interface', '--network-interface-id', id, '--region', region],
  };
}
