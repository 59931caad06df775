/** One entry of a generated `ToHcl` mapping: an argument of the resource, and how it is written as HCL. */
export interface Argument {
  name: string;
  /** The mapping expression: which mapper runs, over which nested struct. */
  mapping: string;
  isBlock: boolean;
  /** `simple`, `list`, `set`, `map`, or `struct` for a block that appears once without a list around it. */
  shape: string;
  /** The generator's name of the type, such as `stringMap` or `EksClusterAccessConfig`. */
  storage: string;
}

/** What the generator writes in a comment above each accessor. */
export interface Flags {
  computed: boolean;
  optional: boolean;
  required: boolean;
}

/** One generated module, split into the parts that describe the schema. */
export interface BindingSource {
  /** Class bodies by name; nested objects are `<Name>OutputReference`. */
  classes: Map<string, string>;
  /** Bodies of the functions `<name>ToHclTerraform`, by name. */
  mappings: Map<string, string>;
  /** The class of the resource, data source or provider itself. */
  main: { kind: MainKind; body: string } | undefined;
}

type MainKind = 'TerraformResource' | 'TerraformDataSource' | 'TerraformProvider';
const mainKinds: readonly string[] = ['TerraformResource', 'TerraformDataSource', 'TerraformProvider'];

/** Splits a generated module into classes and mapping functions. Its layout is regular, so no parser is needed. */
export function readBinding(text: string): BindingSource {
  const classes = new Map<string, string>();
  const mappings = new Map<string, string>();
  let main: BindingSource['main'];
  for (const [, name = '', base = '', body = ''] of text.matchAll(
    /^class (\w+) extends cdktn\.(\w+) \{([\s\S]*?)^\}/gm,
  )) {
    classes.set(name, body);
    if (mainKinds.includes(base)) main = { kind: base as MainKind, body };
  }
  for (const [, name = '', body = ''] of text.matchAll(/^function (\w+)ToHclTerraform\(struct\) \{([\s\S]*?)^\}/gm)) {
    mappings.set(name, body);
  }
  return { classes, mappings, main };
}

/** The arguments listed in the body of a mapping function. */
export function readArguments(body: string): Argument[] {
  const entry =
    /^\s+(\w+): \{\s*value: ([\s\S]*?),\n\s*isBlock: (true|false),\n\s*type: "(\w+)",\n\s*storageClassType: "(\w+)",\n\s*\},?$/gm;
  return [...body.matchAll(entry)].map(([, name = '', mapping = '', isBlock, shape = '', storage = '']) => ({
    name,
    mapping,
    isBlock: isBlock === 'true',
    shape,
    storage,
  }));
}

/** The flags in comments above the accessors of a class, by attribute name. */
export function readFlags(body: string): Map<string, Flags> {
  const comment = /\/\/ (\w+) - computed: (true|false), optional: (true|false), required: (true|false)/g;
  return new Map(
    [...body.matchAll(comment)].map(([, name = '', computed, optional, required]) => [
      name,
      { computed: computed === 'true', optional: optional === 'true', required: required === 'true' },
    ]),
  );
}
