import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { cursorCodec } from './cursor.js';

const codec = cursorCodec(z.strictObject({ createdAt: z.iso.datetime(), id: z.uuid() }));
const position = { createdAt: '2026-11-23T04:00:00.000Z', id: '0b8f0c1e-6d0a-4c39-9a53-5f3f0f9f7a11' };

describe('a cursor', () => {
  it('decodes to the encoded position and passes through a URL unchanged', () => {
    const text = codec.encode(position);
    expect(encodeURIComponent(text)).toBe(text);
    expect(codec.decode(text)).toEqual(position);
  });

  it('leads from page to page, and the last page has none', async () => {
    const numbers = cursorCodec(z.int());
    const read = async (limit: number, after = 0) => [1, 2, 3, 4].filter((item) => item > after).slice(0, limit);
    const first = await numbers.page({ limit: 2 }, read, (item) => item);
    expect(first).toEqual({ items: [1, 2], nextCursor: numbers.encode(2) });
    const last = await numbers.page({ limit: 2, cursor: numbers.encode(2) }, read, (item) => item);
    expect(last).toEqual({ items: [3, 4], nextCursor: null });
  });

  it.each([
    ['', 'nothing'],
    ['%%%', 'no base64url'],
    [Buffer.from('{"id":').toString('base64url'), 'cut JSON'],
    [Buffer.from(JSON.stringify({ ...position, id: 'x' })).toString('base64url'), 'a wrong field'],
    [Buffer.from(JSON.stringify({ ...position, more: 1 })).toString('base64url'), 'the cursor of another list'],
  ])('refuses %s: %s', (text) => {
    expect(() => codec.decode(text)).toThrow(
      expect.objectContaining({
        code: 'validation_failed',
        errors: [{ pointer: '/query/cursor', detail: expect.stringContaining('nextCursor') }],
      }),
    );
  });
});
