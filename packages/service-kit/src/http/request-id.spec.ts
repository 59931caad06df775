import { describe, expect, it } from 'vitest';
import { requestIdOf } from './request-id.js';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('a request id', () => {
  it.each(['12345678', 'web-1_2.3-abcdef', 'x'.repeat(128)])(
    'is taken from the caller when it is valid: %s',
    (given) => {
      expect(requestIdOf({ headers: { 'x-request-id': given } })).toBe(given);
    },
  );

  it.each([undefined, 'short', 'x'.repeat(129), 'has space', 'line\nbreak', '{"a":1234567}', ['12345678', '12345678']])(
    'is generated instead of %j',
    (given) => {
      expect(requestIdOf({ headers: { 'x-request-id': given as string } })).toMatch(uuid);
    },
  );
});
