import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { schemaBreaks } from './compatibility.js';
import { eventSchemas } from './event-schemas.js';

const schema = (shape: z.ZodRawShape) => z.toJSONSchema(z.object(shape), { io: 'input' }) as Record<string, unknown>;
const published = schema({ id: z.uuid(), items: z.array(z.object({ code: z.string() })) });

describe('schemaBreaks', () => {
  it('accepts an added optional property', () => {
    const after = schema({ id: z.uuid(), items: z.array(z.object({ code: z.string() })), note: z.string().optional() });
    expect(schemaBreaks(published, after)).toEqual([]);
  });

  it('that only adds an example breaks nobody', () => {
    const id = z.uuid().meta({ description: 'Of the order.', examples: ['0198c0de-7f3a-7000-8000-5ca1ab1e0001'] });
    expect(schemaBreaks(published, schema({ id, items: z.array(z.object({ code: z.string() })) }))).toEqual([]);
  });

  it.each([
    [
      'adds a required property',
      { id: z.uuid(), items: z.array(z.object({ code: z.string() })), at: z.string() },
      '#/at',
    ],
    ['removes a property', { id: z.uuid() }, '#/items is gone'],
    ['makes a property optional', { id: z.uuid().optional(), items: z.array(z.object({ code: z.string() })) }, '#/id'],
    ['changes a type', { id: z.number(), items: z.array(z.object({ code: z.string() })) }, '#/id changes'],
    [
      'changes the items of a list',
      { id: z.uuid(), items: z.array(z.object({ name: z.string() })) },
      '#/items/items/code',
    ],
  ])('reports a change that %s', (_, shape, expected) => {
    expect(schemaBreaks(published, schema(shape))).toContainEqual(expect.stringContaining(expected));
  });
});

it.each(eventSchemas())('$file has no closed object', (event) => {
  expect(schemaBreaks(event.schema, event.schema)).toEqual([]);
});

/** Every place in which a schema may hold another one. */
const places: [string, (inner: object) => Record<string, unknown>][] = [
  ['a property', (inner) => ({ properties: { a: inner } })],
  ['a property of a property', (inner) => ({ properties: { a: { properties: { b: inner } } } })],
  ['the items of a list', (inner) => ({ items: inner })],
  ['a place of a tuple', (inner) => ({ prefixItems: [{}, inner] })],
  ['one of several', (inner) => ({ oneOf: [{ type: 'null' }, inner] })],
  ['any of several', (inner) => ({ anyOf: [inner, { type: 'null' }] })],
  ['all of several', (inner) => ({ allOf: [inner] })],
  ['a definition', (inner) => ({ $defs: { a: inner } })],
  ['the values of a record', (inner) => ({ additionalProperties: inner })],
  ['the values of names of a pattern', (inner) => ({ patternProperties: { '^a': inner } })],
];

describe.each(places)('in %s, schemaBreaks', (_, around) => {
  const open = { type: 'object', properties: { code: { type: 'string' } }, required: ['code'] };
  const breaks = (before: object, after: object) => schemaBreaks(around(before), around(after));

  it('requires an open object', () => {
    expect(breaks(open, { ...open, additionalProperties: false })).toEqual([expect.stringContaining('closed object')]);
    expect(breaks({ ...open, additionalProperties: false }, open)).toEqual([]);
  });

  it('accepts an added property and reports a changed one', () => {
    expect(breaks(open, { ...open, properties: { ...open.properties, note: { type: 'string' } } })).toEqual([]);
    expect(breaks(open, { ...open, properties: { code: { type: 'number' } } })).toEqual([
      expect.stringContaining('changes type'),
    ]);
  });
});

describe('a list of variants', () => {
  it.each(['oneOf', 'anyOf', 'allOf'])('in %s may neither grow nor shrink', (keyword) => {
    const [one, two] = [{ [keyword]: [{ type: 'null' }] }, { [keyword]: [{ type: 'null' }, { type: 'string' }] }];
    expect(schemaBreaks(one, two)).toEqual([expect.stringContaining('is new')]);
    expect(schemaBreaks(two, one)).toEqual([expect.stringContaining('is gone')]);
  });
});
