import { FairwayError } from '@fairway/errors';
import { commandLine, type Programs, type Target } from '@fairway/infra';

/** What manifests may name, as `${cluster.endpoint}`: the target, and what the stacks of Terraform hand over. */
export interface HandOver {
  readonly target: Target;
  readonly network: Stack;
  readonly data: Stack;
  readonly cluster: Stack;
  /** Ends with a slash. */
  readonly images: { readonly registry: string };
}

/** Terraform writes it, and its tests judge it. */
type Stack = Readonly<Record<string, unknown>>;

/** Reads what the applied stacks hand over. @throws FairwayError prerequisite_missing when a stack has not been applied */
export async function readHandOver(target: Target, programs: Programs): Promise<HandOver> {
  const [network, data, cluster] = await Promise.all([
    readStack('network', target, programs),
    readStack('data', target, programs),
    readStack('cluster', target, programs),
  ]);
  const { accountId, region, project } = target;
  const registry = `${accountId}.dkr.ecr.${region}.amazonaws.com/${project}/`;
  return { target, network: withPeers(network), data: withBrokers(data), cluster, images: { registry } };
}

async function readStack(stack: string, { project, environment, region }: Target, programs: Programs): Promise<Stack> {
  const name = `/${project}/${environment}/${stack}`;
  const query = ['--query', 'Parameter.Value', '--output', 'text'];
  const argv = ['aws', 'ssm', 'get-parameter', '--region', region, '--name', name, ...query] as const;
  const { exitCode, stdout, stderr } = await programs.read(argv);
  if (exitCode === 0) return JSON.parse(stdout) as Stack;
  throw new FairwayError('prerequisite_missing', `\`${commandLine(argv)}\` failed:\n${stderr.trim()}`, {
    hint: `The stack ${stack} of ${environment} hands this over. Apply it, or log in to its account. Nothing was changed.`,
  });
}

/** MSK separates the brokers by commas, with the port of their IAM listener; charts take lists, and exporters have other ports. */
function withBrokers(data: Stack): Stack {
  const { kafka } = data as { kafka: { bootstrap_brokers: string | null } };
  const brokers = kafka.bootstrap_brokers?.split(',') ?? null;
  const hosts = brokers?.map((broker) => broker.replace(/:\d+$/, '')) ?? null;
  return { ...data, kafka: { ...kafka, brokers, broker_hosts: hosts } };
}

/** How many ranges S3 has differs between regions, so a network policy takes all of them as its peers. */
function withPeers(network: Stack): Stack {
  const { s3_cidrs: cidrs } = network as { s3_cidrs?: readonly string[] };
  return { ...network, s3_peers: cidrs?.map((cidr) => ({ ipBlock: { cidr } })) };
}
