import { type Direction, type Policy, type Rule, rulesOf } from './allows.js';

/** A policy with one rule removed, or with one of its limits removed or widened. */
interface Mutation {
  readonly change: string;
  /** Undefined: the policy is removed. */
  readonly policy: Policy | undefined;
}

type Path = readonly (string | number)[];

export function mutationsOf(policy: Policy): Mutation[] {
  const { name } = policy.metadata;
  const change = (path: Path, value: unknown): Mutation => ({
    change: `${name}: ${path.join('.')} ${value === undefined ? 'removed' : `= ${JSON.stringify(value)}`}`,
    policy: changed(policy, path, value) as Policy,
  });
  const everyPod = isEmpty(policy.spec.podSelector) ? [] : [change(['spec', 'podSelector'], {})];
  return [
    { change: `${name}: removed`, policy: undefined },
    ...everyPod,
    ...(['Ingress', 'Egress'] as const).flatMap((direction) =>
      rulesOf(policy.spec, direction).flatMap((rule, index) => mutationsOfRule(rule, direction, index, change)),
    ),
  ];
}

function mutationsOfRule(
  rule: Rule,
  direction: Direction,
  index: number,
  change: (path: Path, value: unknown) => Mutation,
): Mutation[] {
  const path = ['spec', direction.toLowerCase(), index];
  const side = direction === 'Ingress' ? 'from' : 'to';
  const peers = rule[side] ?? [];
  const ports = rule.ports ?? [];
  return [
    change(path, undefined),
    ...(peers.length > 0 ? [change([...path, side], undefined)] : []),
    ...(ports.length > 0 ? [change([...path, 'ports'], undefined)] : []),
    ...peers.flatMap(({ podSelector, namespaceSelector, ipBlock }, peer) => [
      change([...path, side, peer], undefined),
      ...(podSelector === undefined ? [] : [change([...path, side, peer, 'podSelector'], {})]),
      ...(namespaceSelector === undefined ? [] : [change([...path, side, peer, 'namespaceSelector'], {})]),
      ...(ipBlock === undefined || ipBlock.cidr.endsWith('/0')
        ? []
        : [change([...path, side, peer, 'ipBlock', 'cidr'], widened(ipBlock.cidr))]),
      ...(ipBlock?.except ?? []).map((_, except) =>
        change([...path, side, peer, 'ipBlock', 'except', except], undefined),
      ),
    ]),
    ...ports.flatMap(({ port }, position) => [
      change([...path, 'ports', position], undefined),
      change([...path, 'ports', position, 'port'], undefined),
      ...(typeof port === 'number' ? [change([...path, 'ports', position, 'endPort'], port + 1)] : []),
    ]),
  ];
}

/** 256 times as large: a block that is twice as large may only cover a neighbour that is allowed as well. */
function widened(cidr: string): string {
  const [address, length] = cidr.split('/');
  return `${address}/${Math.max(0, Number(length) - 8)}`;
}

function isEmpty(selector: object | undefined): boolean {
  return selector === undefined || Object.keys(selector).length === 0;
}

/** A copy in which one member is replaced, or removed if the value is undefined. */
function changed(node: unknown, [key, ...rest]: Path, value: unknown): unknown {
  if (key === undefined) return value;
  if (Array.isArray(node))
    return rest.length === 0 && value === undefined
      ? node.filter((_, index) => index !== key)
      : node.map((item, index) => (index === key ? changed(item, rest, value) : item));
  const object = node as Record<string, unknown>;
  if (rest.length > 0 || value !== undefined) return { ...object, [key]: changed(object[key], rest, value) };
  return Object.fromEntries(Object.entries(object).filter(([name]) => name !== String(key)));
}
