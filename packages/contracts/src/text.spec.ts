import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { allEvents } from './events/all-events.js';
import { publicRoutes } from './http/public-routes.js';
import { printableText } from './text.js';

const name = printableText(20);

describe('printable text', () => {
  it.each([
    'Zoë',
    '山田',
    'नमस्ते',
    '👩‍👩‍👧',
    'می‌خواهم',
    '٣',
    '½ l',
    'O’Neill & Sons',
    '🏴󠁧󠁢󠁥󠁮󠁧󠁿🏴󠁧󠁢󠁳󠁣󠁴󠁿 a',
    '👩‍❤️‍💋‍👨',
    'क्‍ष',
    'ཧྐྵྨླྺྼ',
    'Nguyễ\u0302\u0303n',
    '\u05d1\u05bc\u05b0\u0591',
    'ب\u200d\u200c\u200dب',
    '葛\u{e0100}',
  ])('may be %s', (text) => {
    expect(name.parse(` ${text} `)).toBe(text);
  });

  const codePoints = (text: string) => [...text].map((point) => point.codePointAt(0)?.toString(16)).join(' ');
  const hostile = ['tea\ud800', '\udc00tea', 'a\ud83d', 'a\0b', 'a\u0085b', 'a\u2028b', 'a\ufdd0b', 'a\u{10ffff}b'];
  const bidi = [...'\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069'].map(
    (control) => `a${control}b`,
  );
  const unseen = [
    '',
    '  ',
    '\u200b',
    '\u00ad\u200d',
    '\u3164',
    '\u115f\u1160',
    '\uffa0',
    '\u2800',
    '\ufe0f',
    '\u0301',
    '\u{e0041}',
    '\ue000',
    '\u034f \u2062',
  ];
  const hiding = [
    'tea\u{e0074}',
    '\u{1f3f4}\u{e0067}x\u{e0067}',
    `\u{1f3f4}${'\u{e0061}'.repeat(8)}`,
    'a\ufff9b',
    'a\u200d\u200c\u200d\u200cb',
    `a${'\u0301'.repeat(7)}`,
    `a${'\u0301\u200d'.repeat(4)}`,
  ];
  const needless = [...'\u200b\u00ad\u034f\u2060\ufeff\u3164\u115f\uffa0\u17b4\ue000\u0378\u{f0000}'].map(
    (character) => `a${character}dmin`,
  );
  it.each([...hostile, ...bidi, ...unseen, ...hiding, ...needless].map(codePoints))('must not be %s', (points) => {
    const text =
      points === '' ? '' : String.fromCodePoint(...points.split(' ').map((point) => Number.parseInt(point, 16)));
    expect(name.safeParse(text).success).toBe(false);
  });

  it('is measured in characters, as in JSON Schema', () => {
    expect(name.safeParse('🍵'.repeat(20)).success).toBe(true);
    expect(name.safeParse('🍵'.repeat(21)).success).toBe(false);
  });
});

/** A schema that reads a text, and its place. */
interface TextPlace {
  readonly place: string;
  readonly schema: z.ZodType;
}

function textsIn(schema: z.core.$ZodType, place: string): TextPlace[] {
  const def: { type: string; [part: string]: unknown } = { ...(schema as z.ZodType).def };
  const below = (part: string) => textsIn(def[part] as z.core.$ZodType, place);
  switch (def.type) {
    case 'object': {
      const shape = Object.entries(def['shape'] as Record<string, z.core.$ZodType>);
      return shape.flatMap(([key, property]) => textsIn(property, `${place}/${key}`));
    }
    case 'array':
      return below('element');
    case 'record':
      return [...below('keyType'), ...below('valueType')];
    case 'optional':
    case 'nullable':
    case 'default':
      return below('innerType');
    case 'pipe':
      // A check may come before or after a transformation, so its result is tested as well.
      return [{ place, schema: schema as z.ZodType }];
    case 'number':
    case 'enum':
      return [];
    default:
      // A schema of an unknown kind is treated as text and must pass the same tests.
      return [{ place, schema: schema as z.ZodType }];
  }
}

// Long enough for a password, and of no special form.
const texts = {
  'half a character': 'tea for the two\ud800',
  'U+0000': 'tea for\0the two',
  'a bidi control': 'tea for \u202ethe two',
};

describe.each(publicRoutes)('$method $path', (route) => {
  const parts = { body: route.body, query: route.query, params: route.params };
  const places = Object.entries(parts).flatMap(([part, schema]) => (schema === undefined ? [] : textsIn(schema, part)));
  it.each(Object.entries(texts))('refuses text with %s', (kind, text) => {
    const open = places.filter(({ schema }) => schema.safeParse(text).success).map(({ place }) => place);
    // A password chosen before there were rules still proves an identity.
    const chosenBefore =
      kind === 'half a character' ? [] : open.filter((place) => /^body\/(password|currentPassword)$/.test(place));
    expect(open.filter((place) => !chosenBefore.includes(place))).toEqual([]);
  });
});

describe.each(allEvents)('$type', ({ data }) => {
  /** How each property that accepts the text reads it. */
  const readingsOf = (text: string) =>
    textsIn(data, '').flatMap(({ schema, place }) => {
      const { success, data: read } = schema.safeParse(text);
      return success ? [{ place, read: String(read) }] : [];
    });

  it.each(['tea\ud800', 'a\0b'])('is read without characters that no database can store (%j)', (text) => {
    expect(readingsOf(text).filter(({ read }) => !/^(tea\ufffd|a\ufffdb)$/.test(read))).toEqual([]);
  });

  it('keeps every other text unchanged', () => {
    expect(readingsOf(' a\u202eb ').filter(({ read }) => read !== ' a\u202eb ')).toEqual([]);
  });
});
