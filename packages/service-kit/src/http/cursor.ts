import type { z } from 'zod';
import { Problem } from './problem.js';

/** Encodes and decodes positions in one list. */
export interface CursorCodec<Schema extends z.ZodType> {
  encode(position: z.input<Schema>): string;
  /** @throws Problem `validation_failed` when the text is not a cursor of this list */
  decode(text: string): z.output<Schema>;
}

/** Encodes a position in a list as an opaque text (base64url of JSON), and decodes it. */
export function cursorCodec<Schema extends z.ZodType>(schema: Schema): CursorCodec<Schema> {
  return {
    encode: (position) => Buffer.from(JSON.stringify(position)).toString('base64url'),
    decode(text) {
      const result = schema.safeParse(jsonOf(text));
      if (result.success) return result.data;
      const detail = 'is not a cursor of this list; pass nextCursor as it was given, or leave it out';
      throw new Problem('validation_failed', { errors: [{ pointer: '/query/cursor', detail }] });
    },
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
