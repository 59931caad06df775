import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isPublicKeys, isSigningKey, readPublicKeys } from './pem.js';

const ed25519 = generateKeyPairSync('ed25519');
const other = generateKeyPairSync('ed25519');
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pkcs8 = ({ privateKey }: typeof ed25519) => privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const spki = ({ publicKey }: typeof ed25519) => publicKey.export({ type: 'spki', format: 'pem' }).toString();

describe('a signing key', () => {
  it('is a private Ed25519 key', () => {
    expect(isSigningKey(pkcs8(ed25519))).toBe(true);
  });

  it.each([
    ['a public key', spki(ed25519)],
    ['a key of another kind', pkcs8(p256)],
    ['no key', 'change me'],
  ])('is not %s', (_, text) => {
    expect(isSigningKey(text)).toBe(false);
  });
});

describe('public keys', () => {
  it('are read from consecutive PEM blocks, with or without commas', () => {
    for (const separator of ['', '\n', ',']) {
      const text = [spki(ed25519), spki(other)].join(separator);
      expect(isPublicKeys(text)).toBe(true);
      expect(readPublicKeys(text).map((key) => key.equals(ed25519.publicKey))).toEqual([true, false]);
    }
  });

  it.each([
    ['a private key', pkcs8(ed25519)],
    ['a key of another kind', spki(ed25519) + spki(p256)],
    ['a damaged block', spki(ed25519).replace('MCow', 'AAAA')],
    ['no key', 'change me'],
  ])('are not %s', (_, text) => {
    expect(isPublicKeys(text)).toBe(false);
  });
});
