import { z } from 'zod';

export type JsonSchema = Record<string, unknown>;

/**
 * Renders a schema for readers in other languages. What JSON Schema cannot express (`refine`) is in the description.
 */
export function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', override: keepDefault });
  return portable(rest) as JsonSchema;
}

/**
 * Zod omits the default of a converted value because it applies after the conversion; a number is valid in both forms.
 */
function keepDefault({ zodSchema, jsonSchema }: { zodSchema: unknown; jsonSchema: JsonSchema }): void {
  if (zodSchema instanceof z.ZodDefault) jsonSchema['default'] = zodSchema.def.defaultValue;
}

/**
 * Removes what only JavaScript understands: zod adds a pattern to formats that every generator knows, for which few can
 * generate texts; and classes such as `\p{L}`, lookaround and flags do not belong in a document for all languages.
 */
function portable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(portable);
  if (typeof value !== 'object' || value === null) return value;
  const schema = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, portable(inner)]));
  const { type, maximum, format, pattern } = schema;
  // Without a format, generators for typed languages use 32 bits, and amounts need up to 53.
  if (type === 'integer' && !(typeof maximum === 'number' && maximum < 2 ** 31)) schema['format'] = 'int64';
  if (typeof pattern !== 'string') return schema;
  if (wellKnownFormats.has(format)) delete schema['pattern'];
  else if (/\\[pP]\{|\\u\{|\(\?[<!=]/.test(pattern)) {
    throw new Error(
      `The pattern ${pattern} works only in JavaScript. Give its schema another one with .meta({ pattern }), or describe the rule in words.`,
    );
  }
  return schema;
}

const wellKnownFormats = new Set<unknown>(['uuid', 'date', 'date-time']);
