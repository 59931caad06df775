import type { Catalog } from '@fairway/catalog';
import { numbersIn, valueIn } from './terraform.js';
import type { Overlay } from './workloads/overlay.js';

/** Requests of one pod, in thousandths of a core and MiB. */
interface Requests {
  readonly cpuMillis: number;
  readonly memoryMb: number;
}
interface Group extends Requests {
  readonly count: number;
  readonly onDemand: boolean;
}

/** Types named *.large of the family m: 2 vCPU and 8 GiB. */
const instance = { cpuMillis: 2_000, memoryMb: 8_192 };
const maxPodsPerNode = 110;

/**
 * What pods may request on a node. EKS reserves 6 percent of the first core, 1 percent of the second, and 255 MiB with 11
 * more for each pod (nodeadm, `kubelet/defaults.go`); the kubelet evicts pods when 100 MiB are left. The hypervisor and
 * the kernel take up to 7.5 percent of the memory (the estimate of Karpenter). 250m and 400 MiB are for the pods of the
 * DaemonSets: the VPC CNI, kube-proxy, volumes, the node's monitoring and logs.
 */
const node: Requests = {
  cpuMillis: instance.cpuMillis - 60 - 10 - 250,
  memoryMb: Math.floor(instance.memoryMb * 0.925) - (255 + 11 * maxPodsPerNode) - 100 - 400,
};

/** The cluster's own software: DNS, metrics, controllers, Prometheus and Loki, as the add-ons request together. */
const platform: Group = { count: 6, cpuMillis: 250, memoryMb: 1_200, onDemand: true };

/** A rollout starts a quarter more pods, rounded up, before it stops old ones. */
const surge = (replicas: number) => Math.ceil(replicas * 0.25);

/** Connections for people and for PostgreSQL's own superusers. */
const reservedConnections = 10;

/** Of DATABASE_POOL_SIZE. */
const defaultPoolSize = 10;

/** Reasons why an environment on AWS cannot run what the catalogue declares. */
export function capacityMistakes({ services }: Catalog, overlay: Overlay, environment: string): string[] {
  const requested = new Map(overlay.pods().map(({ name, spec }) => [name, requestsOf(spec.containers[0]?.resources)]));
  const groups = (count: (range: { min: number; max: number }) => number): Group[] =>
    Object.entries(services).map(([name, { deployment }]) => ({
      ...(requested.get(name) ?? { cpuMillis: 0, memoryMb: 0 }),
      count: count(deployment.replicas[environment] ?? { min: 0, max: 0 }),
      onDemand: deployment.capacity === 'on-demand',
    }));
  // A rollout at full load may wait for pods that another service gives back.
  const loads = {
    'a rollout of all services at their fewest replicas': groups(({ min }) => min + surge(min)),
    'running all services at their most replicas': groups(({ max }) => max),
  };
  return [
    ...Object.entries(loads).flatMap(([load, pods]) => nodeMistakes(load, [...pods, platform], environment)),
    ...quotaMistakes(
      groups(({ max }) => max + surge(max)),
      overlay,
    ),
    ...connectionMistakes(services, environment),
  ];
}

function nodeMistakes(load: string, pods: readonly Group[], environment: string): string[] {
  const file = `environments/${environment}/cluster.tfvars`;
  const { max = 0 } = numbersIn(file, 'node_capacity');
  // As stacks/cluster/settings.tf divides them; 30 percent unless cluster.tfvars says otherwise.
  const onDemand = Math.ceil(max * 0.3);
  return [
    { what: 'nodes', limit: max, needed: nodesNeeded(pods) },
    { what: 'on-demand nodes', limit: onDemand, needed: nodesNeeded(pods.filter((group) => group.onDemand)) },
  ]
    .filter(({ needed, limit }) => needed > limit)
    .map(
      ({ what, needed, limit }) =>
        `${load} needs ${needed} ${what}, and ${environment} has at most ${limit}: raise node_capacity.max in infra/terraform/${file}, or lower deployment.replicas.${environment} in catalog/src/services.ts`,
    );
}

/** First fit, largest first. */
function nodesNeeded(groups: readonly Group[]): number {
  const pods = groups
    .flatMap((group) => Array.from({ length: group.count }, () => group))
    .sort((one, other) => other.cpuMillis - one.cpuMillis);
  const free: { cpuMillis: number; memoryMb: number }[] = [];
  for (const { cpuMillis, memoryMb } of pods) {
    let place = free.find((left) => left.cpuMillis >= cpuMillis && left.memoryMb >= memoryMb);
    if (place === undefined) free.push((place = { ...node }));
    place.cpuMillis -= cpuMillis;
    place.memoryMb -= memoryMb;
  }
  return free.length;
}

function quotaMistakes(groups: readonly Group[], overlay: Overlay): string[] {
  const { hard } = overlay.one<{ spec: { hard: Record<string, string> } }>('ResourceQuota', 'services').spec;
  const sum = (amount: (group: Group) => number) =>
    groups.reduce((total, group) => total + group.count * amount(group), 0);
  const used = {
    pods: sum(() => 1),
    'requests.cpu': sum(({ cpuMillis }) => cpuMillis) / 1_000,
    'requests.memory': sum(({ memoryMb }) => memoryMb) / 1_024,
  };
  return Object.entries(used)
    .filter(([resource, amount]) => amount > Number.parseFloat(hard[resource] ?? '0'))
    .map(
      ([resource, amount]) =>
        `a rollout of all services at their most replicas needs ${amount} ${resource}: raise ${resource} in deploy/kubernetes/base/shared/quota.yaml`,
    );
}

function connectionMistakes(services: Catalog['services'], environment: string): string[] {
  const file = `environments/${environment}/data.tfvars`;
  const limit = Number(valueIn(file, 'max_connections'));
  const needed = Object.values(services)
    .filter(({ database }) => database !== null)
    .map(({ deployment, settings }) => {
      const max = deployment.replicas[environment]?.max ?? 0;
      const poolSize = Number(settings['DATABASE_POOL_SIZE']?.[environment] ?? defaultPoolSize);
      // And one for its migration.
      return (max + surge(max)) * poolSize + 1;
    })
    .reduce((total, connections) => total + connections, reservedConnections);
  return needed <= limit
    ? []
    : [
        `a rollout of all services at their most replicas opens ${needed} connections, and PostgreSQL in ${environment} accepts ${limit}: raise max_connections in infra/terraform/${file}, or lower deployment.replicas.${environment} or DATABASE_POOL_SIZE in catalog/src/services.ts`,
      ];
}

function requestsOf(resources: { requests?: Record<string, string | number> } | undefined): Requests {
  const { cpu = '0m', memory = '0Mi' } = resources?.requests ?? {};
  if (!/^\d+m$/.test(String(cpu)) || !/^\d+Mi$/.test(String(memory)))
    throw new Error(`requests of ${cpu} and ${memory} are not in thousandths of a core and MiB`);
  return { cpuMillis: Number.parseInt(String(cpu), 10), memoryMb: Number.parseInt(String(memory), 10) };
}
