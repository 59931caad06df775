/** A resource with the validator of its kind. */
export interface Validator {
  validate(): void;
}

/**
 * Fields that the schema of a resource does not have. Validators ignore those, as an API server does without strict
 * validation; but they read every field that they know, so what they have not read is unknown.
 * @throws Error if a known field has a wrong value
 */
export function unknownFieldsOf(resource: Validator): string[] {
  const read = new Set<string>();
  resource.validate.call(recorder(resource, '', read));
  return pathsOf(resource, '').filter((path) => !read.has(path));
}

function recorder<Node extends object>(node: Node, path: string, read: Set<string>): Node {
  return new Proxy(node, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      if (typeof key === 'symbol') return value;
      read.add(`${path}${key}`);
      return typeof value === 'object' && value !== null ? recorder(value, `${path}${key}.`, read) : value;
    },
  });
}

function pathsOf(node: object, path: string): string[] {
  return Object.entries(node).flatMap(([key, value]: [string, unknown]) => [
    `${path}${key}`,
    ...(typeof value === 'object' && value !== null ? pathsOf(value, `${path}${key}.`) : []),
  ]);
}
