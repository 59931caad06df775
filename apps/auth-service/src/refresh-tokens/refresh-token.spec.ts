import { describe, expect, it } from 'vitest';
import {
  firstTokenOfFamily,
  hashOf,
  nextToken,
  readRefreshToken,
  seal,
  sharedHashOf,
  unseal,
} from './refresh-token.js';

const bytesOf = (text: string) => Buffer.from(text, 'base64url');

describe('a refresh token', () => {
  it('contains its family, 128 bits shared with the family and 128 random bits, in base64url', () => {
    const first = firstTokenOfFamily();
    const next = nextToken(first);
    expect(next.text).toMatch(/^[A-Za-z0-9_-]{64}$/);
    expect(next.familyId).toBe(first.familyId);
    expect(bytesOf(first.text).toString('hex', 0, 16)).toBe(first.familyId.replaceAll('-', ''));
    expect(bytesOf(next.text).subarray(0, 32)).toEqual(bytesOf(first.text).subarray(0, 32));
    expect(bytesOf(next.text).subarray(32)).not.toEqual(bytesOf(first.text).subarray(32));
    expect(sharedHashOf(next)).toEqual(sharedHashOf(first));
    expect(sharedHashOf(firstTokenOfFamily())).not.toEqual(sharedHashOf(first));
  });

  it('is read back unchanged', () => {
    const token = firstTokenOfFamily();
    expect(readRefreshToken(token.text)).toEqual(token);
  });

  it.each(['', 'x', 'A'.repeat(63), 'A'.repeat(65), `${'A'.repeat(63)}=`, `${'A'.repeat(63)}+`, `${'A'.repeat(64)} `])(
    'is not %j',
    (text) => {
      expect(readRefreshToken(text)).toBeUndefined();
    },
  );
});

describe('a sealed token', () => {
  const used = firstTokenOfFamily();
  const next = nextToken(used);

  it('can be opened with the previous token', () => {
    expect(unseal(seal(next, used), used)).toEqual(next);
  });

  it('cannot be opened with another token of its family, and contains neither token nor hash in the clear', () => {
    const sealed = seal(next, used);
    expect(() => unseal(sealed, nextToken(used))).toThrow();
    for (const secret of [bytesOf(next.text).subarray(16), hashOf(next), hashOf(used)])
      expect(sealed.includes(secret)).toBe(false);
  });
});
