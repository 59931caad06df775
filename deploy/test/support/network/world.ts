import type { IPodTemplateSpec } from 'kubernetes-models/v1';
import type { Resource } from '../../../src/apply/resources.js';
import { type Peer, type Pod, type Policy, type Port, type Protocol } from './allows.js';
import { contains, type Range, rangeOf, textOf } from './ipv4.js';

/** A pod or address, with the name that connections use for it; `null` may not be connected with. */
export interface Place {
  readonly name: string | null;
  readonly peer: Peer;
  readonly description: string;
}

/** Everything that can be at the other end of a connection, and every port. */
export interface World {
  readonly pods: readonly (Place & { readonly name: string; readonly peer: Pod })[];
  readonly peers: readonly Place[];
  readonly ports: readonly Port[];
}

/** An address range that connections name, such as the subnets of the load balancer. */
export interface NamedRange {
  readonly name: string | null;
  readonly cidr: string;
}

/** Pods of other namespaces that connections name. */
const wellKnown = [
  { name: 'prometheus', namespace: 'monitoring', labels: { 'app.kubernetes.io/name': 'prometheus' } },
  { name: 'dns', namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } },
  { name: 'strimzi', namespace: 'kafka', labels: { 'strimzi.io/cluster': 'kafka', 'strimzi.io/broker-role': 'true' } },
  { name: 'jaeger', namespace: 'monitoring', labels: { 'app.kubernetes.io/name': 'jaeger' } },
];

/**
 * The world of an overlay. Selectors see labels and namespaces only, so one pod for each set of labels in each namespace
 * stands for all. Ranges and policies cut the addresses and the ports into intervals whose members are treated alike, so
 * one member of each interval stands for all.
 * @param ranges the first that has an address names it
 */
export function worldOf(
  resources: readonly Resource[],
  policies: readonly Policy[],
  namespace: string,
  ranges: readonly NamedRange[],
): World {
  const workloads = resources.flatMap(podsOf);
  // Started by hand, without any label.
  const stray = { name: 'stray', peer: { namespace, labels: {}, namedPorts: {} }, description: 'a pod without labels' };
  const pods = [...workloads, stray];
  const labelSets = [...pods.map(({ peer }) => peer.labels), ...wellKnown.map(({ labels }) => labels)];
  const foreign = ['monitoring', 'kube-system', 'keda', 'kafka', 'node-agents', 'foreign'].flatMap((other) =>
    labelSets.map((labels) => ({
      name: wellKnown.find((pod) => pod.namespace === other && pod.labels === labels)?.name ?? null,
      peer: { namespace: other, labels, namedPorts: {} },
      description: `${JSON.stringify(labels)} in ${other}`,
    })),
  );
  return { pods, peers: [...pods, ...foreign, ...addresses(policies, ranges)], ports: portsOf(pods, policies) };
}

type Workload = Resource & { readonly spec: { readonly template: IPodTemplateSpec } };

function podsOf(resource: Resource): World['pods'] {
  if (!['Deployment', 'StatefulSet', 'Job'].includes(resource.kind)) return [];
  const { metadata, spec } = (resource as Workload).spec.template;
  const ports = (spec?.containers ?? []).flatMap((container) => container.ports ?? []);
  return [
    {
      name: resource.metadata.name,
      peer: {
        namespace: resource.metadata.namespace ?? 'default',
        labels: metadata?.labels ?? {},
        namedPorts: Object.fromEntries(ports.map(({ name = '', containerPort }) => [name, containerPort])),
      },
      description: resource.metadata.name,
    },
  ];
}

function addresses(policies: readonly Policy[], ranges: readonly NamedRange[]): Place[] {
  const blocks = policies
    .flatMap(({ spec }) => [...(spec.ingress ?? []), ...(spec.egress ?? [])])
    .flatMap((rule) => [...(('from' in rule && rule.from) || []), ...(('to' in rule && rule.to) || [])])
    .flatMap(({ ipBlock }) => (ipBlock === undefined ? [] : [ipBlock.cidr, ...(ipBlock.except ?? [])]));
  const named = ranges.map(({ name, cidr }) => ({ name, ...rangeOf(cidr) }));
  return startsOf([...named, ...blocks.map(rangeOf), rangeOf('0.0.0.0/0')], 2 ** 32).map((address) => ({
    name: named.find((range) => contains(range, address))?.name ?? null,
    peer: { address },
    description: textOf(address),
  }));
}

const protocols: readonly Protocol[] = ['TCP', 'UDP', 'SCTP'];

function portsOf(pods: World['pods'], policies: readonly Policy[]): Port[] {
  const used = policies
    .flatMap(({ spec }) => [...(spec.ingress ?? []), ...(spec.egress ?? [])])
    .flatMap(({ ports = [] }) => ports)
    .flatMap(({ port, endPort }) => (typeof port === 'number' ? [{ first: port, last: endPort ?? port }] : []));
  const listening = [...pods.flatMap(({ peer }) => Object.values(peer.namedPorts)), ...notablePorts];
  const all = [...used, ...listening.map((port) => ({ first: port, last: port })), { first: 1, last: 65_535 }];
  return startsOf(all, 65_536).flatMap((port) => protocols.map((protocol) => ({ protocol, port })));
}

/** DNS, metadata of an instance, HTTPS, services, traces, PostgreSQL, Kafka in the cluster, Kafka of MSK. */
const notablePorts = [53, 80, 443, 3000, 3100, 4318, 5432, 9092, 9098];

/** The first member of each interval into which ranges cut the numbers below `end`. */
function startsOf(ranges: readonly Range[], end: number): number[] {
  const starts = new Set(ranges.flatMap(({ first, last }) => [first, last + 1]));
  return [...starts].filter((start) => start < end).sort((one, other) => one - other);
}
