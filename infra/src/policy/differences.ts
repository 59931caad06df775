import { managedResources, type Resource } from '../plan/plan.js';
import { documentIn } from './document-in.js';
import { translation, type BuiltEnvironment, type BuiltStack, type Translate } from './own-values.js';

/** Something that differs between two environments. */
export interface Difference {
  /**
   * For example `data aws_msk_cluster.this number_of_broker_nodes`, or `network aws_nat_gateway.this["us-east-1b"] only
   * in production`.
   */
  readonly where: string;
  readonly values?: readonly [first: unknown, second: unknown];
}

interface Named {
  readonly name: string;
  readonly stacks: BuiltEnvironment;
}

/** Compares two environments by resource and argument, ignoring each one's own names and ids. */
export function differences(first: Named, second: Named): Difference[] {
  const translate = translation(first, second);
  const stacks = [...new Set([...Object.keys(first.stacks), ...Object.keys(second.stacks)])];
  return stacks.flatMap((stack) => {
    const ofFirst = byAddress(first.stacks[stack], translate);
    const ofSecond = byAddress(second.stacks[stack], (text) => text);
    return [...new Set([...ofFirst.keys(), ...ofSecond.keys()])].flatMap((address): Difference[] => {
      const [one, two] = [ofFirst.get(address), ofSecond.get(address)];
      if (one === undefined) return [{ where: `${stack} ${address} only in ${second.name}` }];
      if (two === undefined) return [{ where: `${stack} ${address} only in ${first.name}` }];
      return argumentsThatDiffer(one, two, translate).map(({ path, values }) => ({
        where: `${stack} ${address} ${path}`,
        values,
      }));
    });
  });
}

const byAddress = (stack: BuiltStack | undefined, translate: Translate): ReadonlyMap<string, Resource> =>
  new Map(
    stack === undefined
      ? []
      : managedResources(stack.applied).map((resource) => [translate(resource.address), resource]),
  );

interface Compared {
  readonly path: string;
  readonly values: readonly [unknown, unknown];
}

function argumentsThatDiffer(one: Resource, two: Resource, translate: Translate): Compared[] {
  return (
    compared('', [one.values, two.values], translate)
      .filter(({ values: [first, second] }) => canonical(first, translate) !== canonical(second, (text) => text))
      // Repeats the tags, with what the provider adds.
      .filter(({ path }) => !path.startsWith('tags_all.'))
  );
}

/** Descends into blocks and JSON documents for as long as both sides have them. */
function compared(path: string, [first, second]: readonly [unknown, unknown], translate: Translate): Compared[] {
  const [one, two] = [innerOf(first), innerOf(second)];
  if (one === undefined || two === undefined) return [{ path, values: [first, second] }];
  const translated = Object.fromEntries(Object.entries(one).map(([name, value]) => [translate(name), value]));
  const names = new Set([...Object.keys(translated), ...Object.keys(two)]);
  return [...names].flatMap((name) =>
    compared(path === '' ? name : `${path}.${name}`, [translated[name], two[name]], translate),
  );
}

/** The properties of an object, of the only block in a list, or of the object in a JSON document. */
function innerOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof value === 'string') return innerOf(documentIn(value));
  if (Array.isArray(value)) return value.length === 1 ? innerOf(value[0]) : undefined;
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
}

/**
 * The same text for values that mean the same: ignores the order of keys and of lists, most of which are sets, and
 * spaces in JSON.
 */
function canonical(value: unknown, translate: Translate): string {
  if (typeof value === 'string') {
    const document = documentIn(value);
    return document === undefined ? JSON.stringify(translate(value)) : canonical(document, translate);
  }
  if (Array.isArray(value))
    return `[${value
      .map((item: unknown) => canonical(item, translate))
      .sort()
      .join()}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(
      ([name, item]) => `${JSON.stringify(translate(name))}:${canonical(item, translate)}`,
    );
    return `{${entries.sort().join()}}`;
  }
  return JSON.stringify(value ?? null);
}
