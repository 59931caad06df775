import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { schemaBreaks } from './compatibility.js';

const schema = (shape: z.ZodRawShape) => z.toJSONSchema(z.object(shape)) as Record<string, unknown>;
const before = schema({ id: z.uuid(), items: z.array(z.object({ sku: z.string() })) });

describe('a change of an event', () => {
  it('that adds an optional property breaks nobody', () => {
    const after = schema({ id: z.uuid(), items: z.array(z.object({ sku: z.string() })), note: z.string().optional() });
    expect(schemaBreaks(before, after)).toEqual([]);
  });

  it.each([
    ['adds a required property', { id: z.uuid(), items: z.array(z.object({ sku: z.string() })), at: z.string() }, '#/at'],
    ['removes a property', { id: z.uuid() }, '#/items is gone'],
    ['makes a property optional', { id: z.uuid().optional(), items: z.array(z.object({ sku: z.string() })) }, '#/id'],
    ['changes a type', { id: z.number(), items: z.array(z.object({ sku: z.string() })) }, '#/id changes'],
    ['changes the items of a list', { id: z.uuid(), items: z.array(z.object({ code: z.string() })) }, '#/items/[]/sku'],
  ])('that %s is a break', (_, shape, expected) => {
    expect(schemaBreaks(before, schema(shape))).toContainEqual(expect.stringContaining(expected));
  });
});
