import type { z } from 'zod';
import { Problem } from './problem.js';

/** One page of a list. */
export interface Page<Item> {
  readonly items: Item[];
  /** Null on the last page. */
  readonly nextCursor: string | null;
}

/** Which page a caller wants; the first one without a cursor. */
interface PageQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Encodes and decodes positions in one list. */
export interface CursorCodec<Schema extends z.ZodType> {
  /**
   * Reads one page of the list.
   * @param read returns up to `limit` items that follow the position, or the first ones when there is none
   */
  page<Item>(
    query: PageQuery,
    read: (limit: number, position: z.output<Schema> | undefined) => Promise<Item[]>,
    positionOf: (item: Item) => z.input<Schema>,
  ): Promise<Page<Item>>;
  encode(position: z.input<Schema>): string;
  /** @throws Problem `validation_failed` when the text is not a cursor of this list */
  decode(text: string): z.output<Schema>;
}

/** Encodes a position in a list as an opaque text (base64url of JSON), and decodes it. */
export function cursorCodec<Schema extends z.ZodType>(schema: Schema): CursorCodec<Schema> {
  const codec: CursorCodec<Schema> = {
    async page({ limit, cursor }, read, positionOf) {
      // One more than requested shows whether there is a next page.
      const found = await read(limit + 1, cursor === undefined ? undefined : codec.decode(cursor));
      const items = found.slice(0, limit);
      const last = items.at(-1);
      return { items, nextCursor: found.length > limit && last ? codec.encode(positionOf(last)) : null };
    },
    encode: (position) => Buffer.from(JSON.stringify(position)).toString('base64url'),
    decode(text) {
      const result = schema.safeParse(jsonOf(text));
      if (result.success) return result.data;
      const detail = 'is not a cursor of this list; pass nextCursor as it was given, or leave it out';
      throw new Problem('validation_failed', { errors: [{ pointer: '/query/cursor', detail }] });
    },
  };
  return codec;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
