import type { Argv } from './step.js';
import { taggedArns, taggedWith } from './tagged.js';
import type { Target } from './target.js';

export interface OrphanQuery {
  readonly finds: string;
  readonly argv: Argv;
  /** The ARNs of what is found. */
  ids(stdout: string): string[];
}

/** Where resources of an environment may remain that Terraform does not know, or no longer knows. */
export function orphanQueries(target: Target): OrphanQuery[] {
  const { name, environment, project, region } = target;
  const tagged = (finds: string, ...filters: string[]): OrphanQuery => ({
    finds,
    argv: taggedWith(target, ...filters),
    ids: living,
  });
  const ofEnvironment = [`Name=tag:environment,Values=${environment}`, `Name=tag:project,Values=${project}`];
  const ofCluster = [`Name=tag-key,Values=kubernetes.io/cluster/${name}`];
  return [
    tagged("resources with the environment's tags", `environment,Values=${environment}`, `project,Values=${project}`),
    tagged(
      'load balancers, target groups and security groups of the AWS Load Balancer Controller',
      `elbv2.k8s.aws/cluster,Values=${name}`,
    ),
    tagged('volumes, snapshots and other resources of the cluster', `kubernetes.io/cluster/${name}`),
    ...[ofEnvironment, ofCluster].map((filters) => instances(target, filters)),
    natGateways(target, ofEnvironment),
    networkInterfaces(target, [`Name=tag:cluster.k8s.amazonaws.com/name,Values=${name}`]),
    // AWS recreates them when something still writes during their deletion.
    ...[`/aws/eks/${name}/`, `/aws/rds/cluster/${name}-`, `/aws/rds/instance/${name}-`].map((prefix): OrphanQuery => ({
      finds: `log groups ${prefix}*`,
      argv: ['aws', 'logs', 'describe-log-groups', '--region', region, '--log-group-name-prefix', prefix],
      ids: (stdout) =>
        (JSON.parse(stdout) as { logGroups: { arn: string }[] }).logGroups.map(({ arn }) => arn.replace(/:\*$/, '')),
    })),
  ];
}

/** For an hour the tag index still lists deleted instances and NAT gateways; separate queries check their state. */
function living(stdout: string): string[] {
  return taggedArns(stdout).filter((arn) => !/:ec2:.*:(natgateway|instance)\//.test(arn));
}

function instances(target: Target, filters: readonly string[]): OrphanQuery {
  const argv = describe(
    target,
    'describe-instances',
    '--filters',
    ...filters,
    'Name=instance-state-name,Values=pending,running,stopping,stopped',
  );
  return {
    finds: 'instances',
    argv,
    ids: (stdout) => {
      const { Reservations } = JSON.parse(stdout) as { Reservations: { Instances: { InstanceId: string }[] }[] };
      return Reservations.flatMap(({ Instances }) =>
        Instances.map(({ InstanceId }) => ec2Arn(target, 'instance', InstanceId)),
      );
    },
  };
}

function natGateways(target: Target, filters: readonly string[]): OrphanQuery {
  return {
    finds: 'NAT gateways',
    argv: describe(
      target,
      'describe-nat-gateways',
      '--filter',
      ...filters,
      'Name=state,Values=pending,available,failed',
    ),
    ids: (stdout) => {
      const { NatGateways } = JSON.parse(stdout) as { NatGateways: { NatGatewayId: string }[] };
      return NatGateways.map(({ NatGatewayId }) => ec2Arn(target, 'natgateway', NatGatewayId));
    },
  };
}

function networkInterfaces(target: Target, filters: readonly string[]): OrphanQuery {
  return {
    finds: 'network interfaces of nodes and pods',
    argv: describe(target, 'describe-network-interfaces', '--filters', ...filters),
    ids: (stdout) => {
      const { NetworkInterfaces } = JSON.parse(stdout) as { NetworkInterfaces: { NetworkInterfaceId: string }[] };
      return NetworkInterfaces.map(({ NetworkInterfaceId }) => ec2Arn(target, 'network-interface', NetworkInterfaceId));
    },
  };
}

const describe = ({ region }: Target, command: string, ...args: string[]): Argv => [
  'aws',
  'ec2',
  command,
  '--region',
  region,
  ...args,
];
const ec2Arn = ({ region, accountId }: Target, kind: string, id: string) =>
  `arn:aws:ec2:${region}:${accountId}:${kind}/${id}`;
