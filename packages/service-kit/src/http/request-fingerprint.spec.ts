import { describe, expect, it } from 'vitest';
import { requestFingerprint } from './request-fingerprint.js';

const of = (body: unknown) => requestFingerprint('POST', '/api/stock', body);

describe('requestFingerprint', () => {
  it('returns SHA-256 in hex, unchanged from earlier releases', () => {
    // Rows of the last 24 hours hold fingerprints: a changed form would answer honest retries with 422.
    expect(of({ currency: 'EUR', items: [{ code: 'a', quantity: 1 }] })).toBe(
      'c2eb9769f4e6e997e866bfc659267c8769b72faaa8b380fec23f8a434a363eb4',
    );
  });

  it('ignores the order of keys at any depth', () => {
    expect(of({ a: 1, b: { c: [{ d: 2, e: 3 }] } })).toBe(of({ b: { c: [{ e: 3, d: 2 }] }, a: 1 }));
  });

  it.each([
    [{ a: 1 }, { a: 2 }],
    [{ a: 1 }, { a: '1' }],
    [
      [1, 2],
      [2, 1],
    ],
    [{ a: [] }, { a: {} }],
    [{}, undefined],
    [JSON.parse('{"__proto__":{"a":1}}'), {}],
  ])('distinguishes %j from %j', (one, other) => {
    expect(of(one)).not.toBe(of(other));
  });

  it('distinguishes methods and paths', () => {
    expect(of({})).not.toBe(requestFingerprint('PUT', '/api/stock', {}));
    expect(of({})).not.toBe(requestFingerprint('POST', '/api/stock/1/cancel', {}));
  });
});
