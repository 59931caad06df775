import { z } from 'zod';

/** A line of text that people read. Control characters have no place in it, and PostgreSQL refuses U+0000. */
export function printableText(lengthMax: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(lengthMax)
    .regex(/^\P{Cc}*$/u, 'must not contain control characters')
    .meta({ pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f]*$' });
}
