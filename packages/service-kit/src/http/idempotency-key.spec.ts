import { describe, expect, it } from 'vitest';
import { parseIdempotencyKey } from './idempotency-key.js';

describe('an Idempotency-Key', () => {
  it.each([
    ['abc', 'abc'],
    ['8e03978e-40d5-43dd-bc93-6894a57f9324', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
    ['"abc"', 'abc'],
    ['"a\\"b\\\\c"', 'a"b\\c'],
    ['~'.repeat(200), '~'.repeat(200)],
  ])('%s is read as %s', (header, key) => {
    expect(parseIdempotencyKey(header)).toBe(key);
  });

  it.each([
    undefined,
    '',
    '""',
    '"abc',
    '"abc"; p=1',
    '"a\\b"',
    '"two words"',
    'two words',
    'é',
    'x'.repeat(201),
    `"${'x'.repeat(201)}"`,
    ['a', 'b'],
  ])('%s is refused', (header) => {
    expect(() => parseIdempotencyKey(header)).toThrow(expect.objectContaining({ code: 'idempotency_key_missing' }));
  });
});
