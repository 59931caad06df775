import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { newRefreshToken, readRefreshToken, secretBytes } from './refresh-token.js';

const familyId = '01920000-0000-7000-8000-00000000000a';

describe('a refresh token', () => {
  it('is its family and 256 bits of secret, in base64url', () => {
    const secret = randomBytes(secretBytes);
    const { text } = newRefreshToken(familyId, secret);
    expect(text).toMatch(/^[A-Za-z0-9_-]{64}$/);
    expect(Buffer.from(text, 'base64url').subarray(16)).toEqual(secret);
    expect(secret.length * 8).toBe(256);
  });

  it('is read back as it was made', () => {
    const token = newRefreshToken(familyId, randomBytes(secretBytes));
    expect(readRefreshToken(token.text)).toEqual(token);
  });

  it.each(['', 'x', 'A'.repeat(63), 'A'.repeat(65), `${'A'.repeat(63)}=`, `${'A'.repeat(63)}+`, `${'A'.repeat(64)} `])(
    'is not %j',
    (text) => {
      expect(readRefreshToken(text)).toBeUndefined();
    },
  );
});
