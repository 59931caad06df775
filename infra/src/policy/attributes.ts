/** Arguments and attributes of a resource, or of a block within one. */
export type Attributes = Readonly<Record<string, unknown>>;

/** The blocks of a name: none, one, or many. */
export function blocks(attributes: Attributes, name: string): readonly Attributes[] {
  const value = attributes[name];
  return Array.isArray(value) ? value.filter(isBlock) : isBlock(value) ? [value] : [];
}

/** The texts of a list, such as `cidr_blocks`; one text counts as a list of one. */
export function texts(attributes: Attributes, name: string): readonly string[] {
  const value = attributes[name];
  return (Array.isArray(value) ? value : [value]).filter((item) => typeof item === 'string');
}

/** Every value of a resource, those of nested blocks included, with where it stands, such as `metadata_options.0.http_tokens`. */
export function* everyValue(
  attributes: Attributes,
  path: readonly string[] = [],
): Generator<{ path: string; name: string; value: unknown }> {
  for (const [name, value] of Object.entries(attributes)) {
    const here = [...path, name];
    // Items of a list are known by the list's name.
    const called = here.findLast((part) => !/^\d+$/.test(part)) ?? name;
    if (typeof value === 'object' && value !== null) yield* everyValue(value as Attributes, here);
    else yield { path: here.join('.'), name: called, value };
  }
}

function isBlock(value: unknown): value is Attributes {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
