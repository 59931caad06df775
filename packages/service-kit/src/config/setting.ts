import { z } from 'zod';
import { Redacted } from './redacted.js';

/** Metadata of one field in a configuration schema. */
export interface Setting {
  readonly description: string | undefined;
  readonly example: string | undefined;
  readonly secret: boolean;
}

/**
 * Makes a setting a secret: its value arrives as `Redacted<string>`, and no message ever shows it. Keeps the
 * description and example of the given schema.
 */
export function secret(schema: z.ZodType<string>) {
  return schema.transform((value) => new Redacted(value)).meta({ ...schema.meta(), secret: true });
}

/** Reads description, example and secrecy of a field, also inside `.optional()`, `.default()` and pipes. */
export function settingOf(schema: z.core.$ZodType): Setting {
  const meta = z.globalRegistry.get(schema) ?? {};
  const inner = innerOf(schema);
  const below = inner === undefined ? undefined : settingOf(inner);
  return {
    description: meta.description ?? below?.description,
    example: typeof meta['example'] === 'string' ? meta['example'] : below?.example,
    secret: meta['secret'] === true || (below?.secret ?? false),
  };
}

function innerOf(schema: z.core.$ZodType): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return schema.def.innerType;
  }
  return schema instanceof z.ZodPipe ? schema.def.in : undefined;
}
