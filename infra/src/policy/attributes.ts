/** Arguments and attributes of a resource or of a nested block. */
export type Attributes = Readonly<Record<string, unknown>>;

/** The blocks with this name: none, one, or several. */
export function blocks(attributes: Attributes, name: string): readonly Attributes[] {
  const value = attributes[name];
  return Array.isArray(value) ? value.filter(isBlock) : isBlock(value) ? [value] : [];
}

/** The texts of a list, such as `cidr_blocks`; a single text counts as a list. */
export function texts(attributes: Attributes, name: string): readonly string[] {
  const value = attributes[name];
  return (Array.isArray(value) ? value : [value]).filter((item) => typeof item === 'string');
}

/** Every value of a resource, including nested blocks, with its path, such as `metadata_options.0.http_tokens`. */
export function* everyValue(
  attributes: Attributes,
  path: readonly string[] = [],
): Generator<{ path: string; name: string; value: unknown }> {
  for (const [name, value] of Object.entries(attributes)) {
    const here = [...path, name];
    // List items are named after their list.
    const called = here.findLast((part) => !/^\d+$/.test(part)) ?? name;
    if (typeof value === 'object' && value !== null) yield* everyValue(value as Attributes, here);
    else yield { path: here.join('.'), name: called, value };
  }
}

function isBlock(value: unknown): value is Attributes {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
