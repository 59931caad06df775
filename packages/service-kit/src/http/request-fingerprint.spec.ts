import { describe, expect, it } from 'vitest';
import { requestFingerprint } from './request-fingerprint.js';

const of = (body: unknown) => requestFingerprint('POST', '/api/orders', body);

describe('requestFingerprint', () => {
  it('returns SHA-256 in hex, unchanged from earlier releases', () => {
    // Rows of the last 24 hours hold fingerprints: a changed form would answer honest retries with 422.
    expect(of({ currency: 'EUR', items: [{ sku: 'a', quantity: 1 }] })).toBe(
      '0d54e84d1c674d545ce16abe156fb2c9953b3467c765359c8f118d526608571f',
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
    expect(of({})).not.toBe(requestFingerprint('PUT', '/api/orders', {}));
    expect(of({})).not.toBe(requestFingerprint('POST', '/api/orders/1/cancel', {}));
  });
});
