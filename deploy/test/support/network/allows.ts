import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import type { Resource } from '../../../src/apply/resources.js';
import { contains, rangeOf } from './ipv4.js';

/*
 * Which connections NetworkPolicies allow, as the API reference of networking.k8s.io/v1 defines it. The addresses of
 * pods are not modelled: `world.ts` lists the ranges of pods as addresses, to which no ipBlock may give access.
 */

export type Policy = Resource & { readonly spec: NonNullable<INetworkPolicy['spec']> };
type Labels = Readonly<Record<string, string>>;
type Selector = NonNullable<Policy['spec']['podSelector']>;
export type Rule = NonNullable<Policy['spec']['egress']>[number] & NonNullable<Policy['spec']['ingress']>[number];
type RulePeer = NonNullable<Rule['to']>[number];
type RulePort = NonNullable<Rule['ports']>[number];

export type Direction = 'Ingress' | 'Egress';
export type Protocol = 'TCP' | 'UDP' | 'SCTP';

export interface Pod {
  readonly namespace: string;
  readonly labels: Labels;
  readonly namedPorts: Readonly<Record<string, number>>;
}
export type Peer = Pod | { readonly address: number };

export interface Port {
  readonly protocol: Protocol;
  readonly port: number;
}

/** Tells for each port whether `pod` may accept it from (Ingress) or connect to it at (Egress) the peer. */
export function allows(
  policies: readonly Policy[],
  direction: Direction,
  pod: Pod,
  peer: Peer,
): (port: Port) => boolean {
  const isolating = policies.filter(
    ({ metadata, spec }) =>
      metadata.namespace === pod.namespace &&
      typesOf(spec).includes(direction) &&
      selects(spec.podSelector ?? {}, pod.labels),
  );
  // A pod that no policy selects is not isolated.
  if (isolating.length === 0) return () => true;
  const receiver = direction === 'Ingress' ? pod : peer;
  const rules = isolating.flatMap(({ metadata, spec }) =>
    rulesOf(spec, direction).filter((rule) => {
      const peers = (direction === 'Ingress' ? rule.from : rule.to) ?? [];
      return peers.length === 0 || peers.some((candidate) => isPeer(candidate, metadata.namespace, peer));
    }),
  );
  return (port) =>
    rules.some(({ ports = [] }) => ports.length === 0 || ports.some((rule) => has(rule, port, receiver)));
}

/** By default every policy applies to ingress, and to egress if it has a rule for it. */
function typesOf({ policyTypes, egress = [] }: Policy['spec']): readonly string[] {
  return policyTypes ?? (egress.length > 0 ? ['Ingress', 'Egress'] : ['Ingress']);
}

export function rulesOf(spec: Policy['spec'], direction: Direction): Rule[] {
  return (direction === 'Ingress' ? spec.ingress : spec.egress) ?? [];
}

function isPeer({ ipBlock, podSelector, namespaceSelector }: RulePeer, namespace: string | undefined, peer: Peer) {
  if ('address' in peer)
    return (
      ipBlock !== undefined &&
      contains(rangeOf(ipBlock.cidr), peer.address) &&
      !(ipBlock.except ?? []).some((cidr) => contains(rangeOf(cidr), peer.address))
    );
  if (ipBlock !== undefined) return false;
  return (
    (namespaceSelector === undefined
      ? peer.namespace === namespace
      : selects(namespaceSelector, { 'kubernetes.io/metadata.name': peer.namespace })) &&
    (podSelector === undefined || selects(podSelector, peer.labels))
  );
}

/** All requirements of a selector must hold, so an empty one selects everything. */
function selects({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      const value = labels[key];
      if (operator === 'Exists') return value !== undefined;
      if (operator === 'DoesNotExist') return value === undefined;
      if (operator === 'In') return value !== undefined && values.includes(value);
      if (operator === 'NotIn') return value === undefined || !values.includes(value);
      throw new Error(`${operator} is not an operator of a label selector.`);
    })
  );
}

/** A name means the port of the receiving pod that has it; an address has no named ports. */
function has({ protocol = 'TCP', port, endPort }: RulePort, wanted: Port, receiver: Peer): boolean {
  if (protocol !== wanted.protocol) return false;
  if (port === undefined) return true;
  if (typeof port === 'string') return 'namedPorts' in receiver && receiver.namedPorts[port] === wanted.port;
  return port <= wanted.port && wanted.port <= (endPort ?? port);
}
