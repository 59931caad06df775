import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

const publicKeyBlock = /-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g;

/** @throws Error when the text contains no private key */
export function readSigningKey(pem: string): KeyObject {
  return createPrivateKey(pem);
}

/** Reads the public keys from a text of PEM blocks, whatever is between them. */
export function readPublicKeys(pems: string): KeyObject[] {
  return (pems.match(publicKeyBlock) ?? []).map((pem) => createPublicKey(pem));
}

export function isSigningKey(pem: string): boolean {
  return holds(() => readSigningKey(pem).asymmetricKeyType === 'ed25519');
}

export function isPublicKeys(pems: string): boolean {
  return holds(() => {
    const keys = readPublicKeys(pems);
    return keys.length > 0 && keys.every((key) => key.asymmetricKeyType === 'ed25519');
  });
}

function holds(condition: () => boolean): boolean {
  try {
    return condition();
  } catch {
    return false;
  }
}
