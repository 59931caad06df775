import { managedResources, type Resource, type Values } from '../plan/plan.js';
import { everyValue, type Attributes } from './attributes.js';
import { documentIn } from './document-in.js';

/** A stack before and after it was applied. */
export interface BuiltStack {
  readonly planned: Values;
  readonly applied: Values;
}

/** The stacks of an environment by name, in order. */
export type BuiltEnvironment = Readonly<Record<string, BuiltStack>>;

/** Replaces the first environment's own values (its name, addresses, ids and ARNs) by those of the second. */
export type Translate = (text: string) => string;

/**
 * A value that AWS gave to a resource of one environment corresponds to its value for the same resource of the other. A
 * wrong reference therefore stays visible: the database's group is not translated to the brokers' group.
 */
export function translation(
  from: { name: string; stacks: BuiltEnvironment },
  to: { name: string; stacks: BuiltEnvironment },
): Translate {
  // The name on its own, but not at the start of a path: /dev/xvda is a disk in both.
  const name = String.raw`(?<![a-z0-9]|^/)${from.name}(?![a-z0-9])`;
  const given = valuesGiven(from.stacks, to.stacks, (address) => address.replaceAll(new RegExp(name, 'g'), to.name));
  const keys = [...given.keys()]
    .sort((a, b) => b.length - a.length)
    .map((key) => key.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`));
  const patterns = [...keys, name];
  const [fromNetwork, toNetwork] = [networkOf(from.stacks), networkOf(to.stacks)];
  if (fromNetwork !== undefined)
    patterns.push(String.raw`(?<![\d.])${fromNetwork.replaceAll('.', String.raw`\.`)}(?=\d)`);
  const expression = new RegExp(patterns.join('|'), 'g');
  return (text) =>
    text.replace(expression, (found) => given.get(found) ?? (found === from.name ? to.name : (toNetwork ?? found)));
}

function valuesGiven(from: BuiltEnvironment, to: BuiltEnvironment, rename: Translate): Map<string, string> {
  const pairs = Object.entries(from).flatMap(([stack, { planned, applied }]) => {
    const others = new Map(
      managedResources(to[stack]?.applied ?? emptyStack).map((resource) => [resource.address, resource]),
    );
    const plans = new Map(managedResources(planned).map((resource) => [resource.address, resource]));
    return managedResources(applied).flatMap((resource) => {
      const other = others.get(rename(resource.address));
      return other === undefined ? [] : valuesGivenTo(resource, other, plans.get(resource.address));
    });
  });
  const given = new Map<string, string>();
  // A resource's own id comes before references in other resources: only then does a wrong reference stay a difference.
  for (const isOwn of [true, false]) {
    for (const pair of pairs.filter((candidate) => candidate.isOwn === isOwn))
      if (!given.has(pair.from)) given.set(pair.from, pair.to);
  }
  return given;
}

/** The values that were unknown before AWS answered. */
function valuesGivenTo(
  from: Resource,
  to: Resource,
  planned: Resource | undefined,
): { from: string; to: string; isOwn: boolean }[] {
  const known = new Set([...everyValue(planned?.values ?? {})].map(({ path }) => path));
  const others = new Map([...everyValue(to.values)].map(({ path, value }) => [path, value]));
  return [...everyValue(from.values)].flatMap(({ path, value }) => {
    const other = others.get(path);
    if (typeof value !== 'string' || typeof other !== 'string' || known.has(path)) return [];
    return [[value, other], ...handedOver(value, other)]
      .filter((pair): pair is [string, string] => pair[0] !== pair[1] && isName(String(pair[0])))
      .flatMap(([mine, theirs]) => [
        { from: mine, to: theirs, isOwn: path === 'id' || path === 'arn' },
        // IAM writes the address of an identity provider without the protocol.
        ...(mine.startsWith('https://') ? [{ from: mine.slice(8), to: theirs.slice(8), isOwn: false }] : []),
      ]);
  });
}

/**
 * Values at the same place of two documents: a database is an instance in one and a cluster in the other, and both hand
 * it over as "the database".
 */
function handedOver(mine: string, theirs: string): [string, string][] {
  const [from, to] = [documentIn(mine), documentIn(theirs)];
  const others = new Map([...everyValue((to ?? {}) as Attributes)].map(({ path, value }) => [path, value]));
  return [...everyValue((from ?? {}) as Attributes)].flatMap(({ path, value }): [string, string][] => {
    const other = others.get(path);
    return typeof value === 'string' && typeof other === 'string' ? [[value, other]] : [];
  });
}

/** Excludes documents, whose parts are compared, and numbers or words that may also occur elsewhere by chance. */
const isName = (value: string) => value.length > 5 && !/[\s{]/.test(value);

/** `10.1.` of 10.1.0.0/16. */
function networkOf(stacks: BuiltEnvironment): string | undefined {
  const vpcs = Object.values(stacks).flatMap(({ applied }) =>
    managedResources(applied).filter(({ type }) => type === 'aws_vpc'),
  );
  return /^\d+\.\d+\./.exec(String(vpcs[0]?.values['cidr_block']))?.[0];
}

const emptyStack: Values = { root_module: {} };
