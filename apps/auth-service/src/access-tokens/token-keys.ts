import { createPublicKey, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, type JSONWebKeySet, type JWK } from 'jose';
import { readPublicKeys, readSigningKey } from './pem.js';

/** The key that signs access tokens, and the public keys that verify them. */
export class TokenKeys {
  private constructor(
    readonly signingKey: KeyObject,
    readonly signingKeyId: string,
    readonly jwks: JSONWebKeySet,
  ) {}

  /**
   * @param signingKeyPem a private Ed25519 key
   * @param previousKeysPem further public keys to publish: verifiers must know the next key before it signs, and the
   * previous one until its tokens have expired
   */
  static async read(signingKeyPem: string, previousKeysPem = ''): Promise<TokenKeys> {
    const signingKey = readSigningKey(signingKeyPem);
    const current = await publicJwk(createPublicKey(signingKey));
    const previous = await Promise.all(readPublicKeys(previousKeysPem).map(publicJwk));
    // The signing key may be listed again; two keys with one id would be ambiguous.
    const others = previous.filter(({ kid }) => kid !== current.kid);
    return new TokenKeys(signingKey, current.kid, { keys: [current, ...others] });
  }
}

/** The id is the key's thumbprint (RFC 7638), so that every replica derives the same one. */
async function publicJwk(key: KeyObject): Promise<JWK & { kid: string }> {
  const jwk = await exportJWK(key);
  return { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: 'EdDSA', use: 'sig' };
}
