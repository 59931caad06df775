import { generateKeyPairSync } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { describe, expect, it } from 'vitest';
import { TokenKeys } from './token-keys.js';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const signingPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
const previousPem = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString();

describe('the published key set', () => {
  it('contains the public half of the signing key, with its thumbprint as id, and no private part', async () => {
    const { jwks, signingKeyId } = await TokenKeys.read(signingPem);
    const { x } = publicKey.export({ format: 'jwk' });
    expect(jwks.keys).toEqual([{ kty: 'OKP', crv: 'Ed25519', x, kid: signingKeyId, alg: 'EdDSA', use: 'sig' }]);
    expect(signingKeyId).toBe(await calculateJwkThumbprint({ kty: 'OKP', crv: 'Ed25519', x: String(x) }));
  });

  it('contains the previous keys after it, and no key twice', async () => {
    const { jwks, signingKeyId } = await TokenKeys.read(signingPem, previousPem + publicPem);
    expect(jwks.keys).toHaveLength(2);
    expect(jwks.keys[0]?.kid).toBe(signingKeyId);
    expect(jwks.keys[1]?.kid).not.toBe(signingKeyId);
  });
});
