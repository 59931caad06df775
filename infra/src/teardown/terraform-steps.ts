import { join } from 'node:path';
import { stacksOf, varFileArguments, type StackName } from '../terraform/stacks.js';
import type { Inventory, StackInventory } from './inventory.js';
import type { Action, Argv, Condition, Step } from './step.js';
import type { Target } from './target.js';

const why: Readonly<Partial<Record<StackName, string>>> = {
  cluster: 'It uses the network and reads what data hands over.',
  data: 'Its network interfaces lie in the data subnets.',
  network: 'Last: everything else lay in it. If AWS refuses, the commands of the report below show what is in the way.',
};

/** The stacks, in the reverse of the order in which they are applied. */
export function terraformSteps(target: Target, { stacks }: Inventory): Step[] {
  return stacksOf[target.environment].toReversed().map((stack) => {
    const inventory = stacks.find((candidate) => candidate.stack === stack);
    return stackStep(target, stack, inventory);
  });
}

function stackStep(target: Target, stack: StackName, inventory: StackInventory | undefined): Step {
  const { environment, name } = target;
  const terraform = (...args: string[]): Argv => ['terraform', `-chdir=${join('infra', 'terraform', 'stacks', stack)}`, ...args];
  const inState = (address: string): Condition => ({
    reads: terraform('state', 'list'),
    holds: ({ exitCode, stdout }) => (exitCode === 0 ? stdout.split('\n').includes(address) : undefined),
    otherwise: `${address} is destroyed already`,
  });
  const settings = join('..', '..', 'environments', environment, 'backend.hcl');
  const backend = [`-backend-config=${settings}`, `-backend-config=key=${environment}/${stack}/terraform.tfstate`];
  const isProtected = (inventory?.deletionProtected.length ?? 0) > 0;
  const variables = [
    ...varFileArguments(environment, stack),
    ...(isProtected ? ['-var=deletion_protection=false', ...(stack === 'data' ? [`-var=teardown_of=${name}`] : [])] : []),
  ];
  const unprotect = (address: string): Action => ({
    kind: 'run',
    // Only this one: a whole apply would build again what an earlier, broken off run has destroyed.
    argv: terraform('apply', '-input=false', '-auto-approve', '-lock-timeout=5m', ...variables, `-target=${address}`),
    when: inState(address),
  });
  return {
    title: `terraform destroy: ${stack}`,
    why: why[stack] ?? '',
    actions: [
      // The folder may be initialised for another environment; this binds it to the state of this one.
      { kind: 'run', argv: terraform('init', '-input=false', '-reconfigure', ...backend) },
      ...(inventory?.keptBuckets ?? []).map((bucket) => demandEmpty(bucket.name, inState(bucket.address))),
      ...(inventory?.deletionProtected ?? []).map(unprotect),
      ...(stack === 'network' ? [leftInterfaces(target)] : []),
      {
        kind: 'run',
        argv: terraform('destroy', '-input=false', '-auto-approve', '-lock-timeout=5m', ...variables),
        // Terraform would read the hand-over of a stack that is gone, and fail.
        when: {
          reads: terraform('state', 'list'),
          holds: ({ exitCode, stdout }) => (exitCode === 0 ? stdout.trim() !== '' : undefined),
          otherwise: 'the stack is destroyed already',
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
      const { Versions = [], DeleteMarkers = [] } = JSON.parse(stdout === '' ? '{}' : stdout) as { Versions?: unknown[]; DeleteMarkers?: unknown[] };
      return Versions.length + DeleteMarkers.length;
    },
    problem: `The bucket ${bucket} holds objects, or old versions of them, and this environment does not throw data away.`,
    fix: `Save what you need of it, then empty it with all versions ("Empty" in the S3 console), and run the same command again.`,
    when,
  };
}

/** The VPC CNI leaves interfaces behind when nodes end before it could delete them; their security groups and subnets could not go. */
function leftInterfaces({ name, region }: Target): Action {
  const tag = `Name=tag:cluster.k8s.amazonaws.com/name,Values=${name}`;
  return {
    kind: 'each',
    reads: ['aws', 'ec2', 'describe-network-interfaces', '--region', region, '--filters', tag, 'Name=status,Values=available'],
    ids: (stdout) => {
      const { NetworkInterfaces } = JSON.parse(stdout) as { NetworkInterfaces: { NetworkInterfaceId: string }[] };
      return NetworkInterfaces.map(({ NetworkInterfaceId }) => NetworkInterfaceId);
    },
    argv: (id) => ['aws', 'ec2', 'delete-network-interface', '--network-interface-id', id, '--region', region],
  };
}
