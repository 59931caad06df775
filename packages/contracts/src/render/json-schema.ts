import { z } from 'zod';

export type JsonSchema = Record<string, unknown>;

/** A schema for readers of other languages. What it cannot say (`refine`) is in its description, as words. */
export function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', override: keepDefault });
  return portable(rest) as JsonSchema;
}

/** Zod leaves out the default of what it converts, as that is the default after the conversion: a number is one all the same. */
function keepDefault({ zodSchema, jsonSchema }: { zodSchema: unknown; jsonSchema: JsonSchema }): void {
  if (zodSchema instanceof z.ZodDefault) jsonSchema['default'] = zodSchema.def.defaultValue;
}

/**
 * Without what only JavaScript understands: zod writes a pattern beside formats that every generator knows, and few can
 * make texts for it; and a class such as `\p{L}`, lookaround or a flag has no place in a document for all languages.
 */
function portable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(portable);
  if (typeof value !== 'object' || value === null) return value;
  const schema = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, portable(inner)]));
  const { type, maximum, format, pattern } = schema;
  // Without a format, generators for typed languages take 32 bits, and amounts have up to 53.
  if (type === 'integer' && !(typeof maximum === 'number' && maximum < 2 ** 31)) schema['format'] = 'int64';
  if (typeof pattern !== 'string') return schema;
  if (wellKnownFormats.has(format)) delete schema['pattern'];
  else if (/\\[pP]\{|\\u\{|\(\?[<!=]/.test(pattern)) {
    throw new Error(
      `The pattern ${pattern} is for JavaScript alone. Give its schema another with .meta({ pattern }), or say it in words.`,
    );
  }
  return schema;
}

const wellKnownFormats = new Set<unknown>(['uuid', 'date', 'date-time']);
