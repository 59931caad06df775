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
   * @param previousKeysPem public keys to publish too: verifiers must know the next key before it signs, and the last
   * one until its tokens are expired
   */
  static async read(signingKeyPem: string, previousKeysPem = ''): Promise<TokenKeys> {
    const signingKey = readSigningKey(signingKeyPem);
    const current = await publicJwk(createPublicKey(signingKey));
    const previous = await Promise.all(readPublicKeys(previousKeysPem).map(publicJwk));
    // Two keys of one id would be ambiguous, should the signing key itself be listed again.
    const others = previous.filter(({ kid }) => kid !== current.kid);
    return new TokenKeys(signingKey, current.kid, { keys: [current, ...others] });
  }
}

/** Its id is the key's thumbprint (RFC 7638): every replica finds the same one, without asking. */
async function publicJwk(key: KeyObject): Promise<JWK & { kid: string }> {
  const jwk = await exportJWK(key);
  return { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: 'EdDSA', use: 'sig' };
}
