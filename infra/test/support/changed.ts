import type { Resource, Values } from '../../src/plan/plan.js';

type Module = Values['root_module'];

/**
 * A stack with one value of one resource changed, such as `metadata_options.0.http_tokens`.
 * @throws Error when the resource does not exist: a change without effect proves nothing
 */
export function changed(stack: Values, address: string, path: string, value: unknown): Values {
  return replaced(stack, address, (resource) => ({
    ...resource,
    values: set(resource.values, path.split('.'), value) as Resource['values'],
  }));
}

/** A stack in which a map's entry, such as a tag, is changed or removed in every resource that has the map. */
export function changedEverywhere(stack: Values, map: string, name: string, value: unknown): Values {
  const inModule = (module: Module): Module => ({
    resources: (module.resources ?? []).map((resource) => {
      const entries = resource.values[map];
      if (typeof entries !== 'object' || entries === null) return resource;
      return { ...resource, values: { ...resource.values, [map]: { ...entries, [name]: value } } };
    }),
    child_modules: (module.child_modules ?? []).map(inModule),
  });
  return { ...stack, root_module: inModule(stack.root_module) };
}

/** A stack in which a policy of a resource has one more statement. */
export function withStatement(stack: Values, address: string, argument: string, statement: object): Values {
  return replaced(stack, address, (resource) => {
    const policy = JSON.parse(String(resource.values[argument])) as { Statement: object[] | object };
    const Statement = [...(Array.isArray(policy.Statement) ? policy.Statement : [policy.Statement]), statement];
    return { ...resource, values: { ...resource.values, [argument]: JSON.stringify({ ...policy, Statement }) } };
  });
}

/** A stack in which a policy of a resource has a text replaced. @throws Error when the text is missing */
export function withPolicyText(stack: Values, address: string, argument: string, text: string, other: string): Values {
  return replaced(stack, address, (resource) => {
    const policy = String(resource.values[argument]);
    if (!policy.includes(text)) throw new Error(`${address} does not contain ${text}: ${policy}`);
    return { ...resource, values: { ...resource.values, [argument]: policy.replaceAll(text, other) } };
  });
}

/** A stack without a resource. */
export function without(stack: Values, address: string): Values {
  return replaced(stack, address, () => undefined);
}

function replaced(stack: Values, address: string, change: (resource: Resource) => Resource | undefined): Values {
  let isFound = false;
  const inModule = (module: Module): Module => ({
    resources: (module.resources ?? []).flatMap((resource) => {
      // A conditional resource (count) can be given by its name alone, too.
      if (resource.address !== address && resource.address !== `${address}[0]`) return resource;
      isFound = true;
      return change(resource) ?? [];
    }),
    child_modules: (module.child_modules ?? []).map(inModule),
  });
  const result = { ...stack, root_module: inModule(stack.root_module) };
  if (!isFound) throw new Error(`The stack has no ${address}.`);
  return result;
}

function set(target: unknown, [name, ...rest]: readonly string[], value: unknown): unknown {
  if (name === undefined) return value;
  if (Array.isArray(target)) return target.with(Number(name), set(target[Number(name)], rest, value));
  const record = (target ?? {}) as Readonly<Record<string, unknown>>;
  return { ...record, [name]: set(record[name], rest, value) };
}
