import { type Argument, type BindingSource, type Flags, readArguments, readFlags } from './binding-source.ts';

/** A type as Terraform writes it in JSON: `"string"`, `["list", "string"]`, `["object", {...}]`. */
export type SchemaType = string | [string, SchemaType] | ['object', Record<string, SchemaType>];

export interface SchemaAttribute extends Partial<Flags> {
  type: SchemaType;
  sensitive?: true;
  write_only?: true;
}

export interface SchemaBlockType {
  nesting_mode: string;
  min_items?: number;
  max_items?: number;
  block: SchemaBlock;
}

/** A block as `terraform providers schema -json` writes it. */
export interface SchemaBlock {
  attributes: Record<string, SchemaAttribute>;
  block_types: Record<string, SchemaBlockType>;
}

const primitives: Record<string, SchemaType> = { string: 'string', number: 'number', boolean: 'bool', any: 'dynamic' };
const accessors: Record<string, SchemaType> = {
  getStringAttribute: 'string',
  getNumberAttribute: 'number',
  getBooleanAttribute: 'bool',
  getListAttribute: ['list', 'string'],
  getNumberListAttribute: ['list', 'number'],
  getStringMapAttribute: ['map', 'string'],
  getNumberMapAttribute: ['map', 'number'],
  getBooleanMapAttribute: ['map', 'bool'],
};

// WAF statements nest without an end in the bindings; the real provider stops after a few levels.
const maxRecursion = 2;

/** The schema block of the module's resource, data source or provider. */
export function schemaOf(source: BindingSource): SchemaBlock {
  if (source.main === undefined) throw new Error('The module declares no resource, data source or provider.');
  const mapping = /synthesizeHclAttributes\(\) \{([\s\S]*?)\n {4}\}/.exec(source.main.body)?.[1] ?? '';
  return schemaBlock(source, mapping, source.main.body, []);
}

function schemaBlock(source: BindingSource, mapping: string, classBody: string, parents: string[]): SchemaBlock {
  const flags = readFlags(classBody);
  const block: SchemaBlock = { attributes: {}, block_types: {} };
  for (const argument of readArguments(mapping)) {
    const own = flags.get(argument.name) ?? { computed: false, optional: true, required: false };
    const struct = nestedStruct(argument);
    if (parents.filter((parent) => parent === struct).length === maxRecursion) continue;
    const nested = struct === undefined ? undefined : nestedBlock(source, struct, parents);
    if (nested === undefined) {
      const writeOnly = argument.mapping.includes('markWriteOnlyAttribute') ? { write_only: true as const } : {};
      block.attributes[argument.name] = {
        type: storageType(argument.storage, argument.shape),
        ...onlyTrue(own),
        ...writeOnly,
      };
    } else if (/listMapperHcl\(\w+, false\)/.test(argument.mapping)) {
      // SDK resources may declare a block as an attribute, so that `= []` differs from omitting it.
      block.attributes[argument.name] = { type: [argument.shape, objectType(nested)], ...onlyTrue(own) };
    } else {
      block.block_types[argument.name] = blockType(argument, own, nested);
    }
  }
  // Attributes that only AWS sets are not in any mapping; their accessors have the type.
  for (const [name, type] of accessorTypes(source, classBody)) {
    if (block.attributes[name] === undefined && block.block_types[name] === undefined)
      block.attributes[name] = { type, computed: true };
  }
  return block;
}

/** The struct that a block's mapping uses; undefined for a plain attribute. */
function nestedStruct(argument: Argument): string | undefined {
  if (!argument.isBlock || argument.storage === 'any') return undefined;
  return /(\w+)ToHclTerraform/.exec(argument.mapping.replace(/cdktn\.\w+ToHclTerraform/g, ''))?.[1];
}

function nestedBlock(source: BindingSource, struct: string, parents: string[]): SchemaBlock {
  const mapping = source.mappings.get(struct);
  if (mapping === undefined) throw new Error(`The bindings have no mapping for ${struct}.`);
  const body = source.classes.get(`${struct[0]?.toUpperCase()}${struct.slice(1)}OutputReference`) ?? '';
  return schemaBlock(source, mapping, body, [...parents, struct]);
}

function blockType(argument: Argument, flags: Flags, block: SchemaBlock): SchemaBlockType {
  if (argument.shape === 'struct') return { nesting_mode: 'single', block };
  const repeats = argument.mapping.includes('listMapperHcl');
  return {
    nesting_mode: argument.shape,
    ...(flags.required ? { min_items: 1 } : {}),
    ...(repeats ? {} : { max_items: 1 }),
    block,
  };
}

/** `stringListMap` is a map of lists of strings; the shape says whether the outermost `List` is a set. */
function storageType(storage: string, shape: string): SchemaType {
  const primitive = primitives[storage];
  if (primitive !== undefined) return primitive;
  const [, inner, collection] = /^(\w+)(List|Map)$/.exec(storage) ?? [];
  if (inner === undefined) throw new Error(`The storage type ${storage} is unknown.`);
  if (collection === 'Map') return ['map', storageType(inner, 'list')];
  return [shape === 'set' ? 'set' : 'list', storageType(inner, 'list')];
}

function accessorTypes(source: BindingSource, classBody: string): Map<string, SchemaType> {
  const types = new Map<string, SchemaType>();
  const getter = /return (?:cdktn\.Token\.as\w+\()?(cdktn\.Fn\.tolist\()?this\.(\w+)\('(\w+)'\)/g;
  for (const [, asSet, accessor = '', name = ''] of classBody.matchAll(getter)) {
    const type = accessors[accessor];
    if (type !== undefined) types.set(name, asSet === undefined ? type : ['set', type[1] as SchemaType]);
  }
  const map = /= new cdktn\.(String|Number|Boolean)Map\(this, "(\w+)"/g;
  for (const [, element = '', name = ''] of classBody.matchAll(map)) {
    types.set(name, ['map', primitives[element.toLowerCase()] as SchemaType]);
  }
  const objects = /= new (?:index_1\.)?(\w+?)(List|Map|OutputReference)\(this, "(\w+)"(?:, (true|false))?\)/g;
  for (const [, struct = '', collection, name = '', isSet] of classBody.matchAll(objects)) {
    const body = source.classes.get(`${struct}OutputReference`);
    if (body === undefined) continue;
    const object: SchemaType = ['object', Object.fromEntries(accessorTypes(source, body))];
    if (collection === 'OutputReference') types.set(name, object);
    else types.set(name, [collection === 'Map' ? 'map' : isSet === 'true' ? 'set' : 'list', object]);
  }
  return types;
}

function objectType(block: SchemaBlock): SchemaType {
  const attributes = Object.entries(block.attributes).map(([name, attribute]) => [name, attribute.type]);
  const blocks = Object.entries(block.block_types).map(([name, nested]) => [
    name,
    nested.nesting_mode === 'single' ? objectType(nested.block) : [nested.nesting_mode, objectType(nested.block)],
  ]);
  return ['object', Object.fromEntries([...attributes, ...blocks])];
}

function onlyTrue(flags: Flags): Partial<Flags> {
  return Object.fromEntries(Object.entries(flags).filter(([, value]) => value));
}
