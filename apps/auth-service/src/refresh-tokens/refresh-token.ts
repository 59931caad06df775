import { createCipheriv, createDecipheriv, hash, hkdfSync, randomBytes, randomUUIDv7 } from 'node:crypto';

/**
 * A refresh token is opaque to its holder. It contains the id of its family (one sign-in), 128 random bits that all
 * tokens of the family share, and 128 random bits of its own. Only a holder of a token knows the shared bits of its
 * family. The id alone is not enough to forge a token that looks used.
 */
export interface RefreshToken {
  readonly familyId: string;
  readonly text: string;
}

/** A sign-in ends after this, however often it is renewed. */
export const familyLifetimeSeconds = 30 * 24 * 60 * 60;
/** A token that is not used for this long expires. */
export const idleLifetimeSeconds = 7 * 24 * 60 * 60;
/** For this long after its use, a token still returns its successor: for two tabs, or a client that lost the answer. */
export const graceSeconds = 10;

const familyBytes = 16;
const sharedBytes = 16;
const ownBytes = 16;
const tokenBytes = familyBytes + sharedBytes + ownBytes;

export function firstTokenOfFamily(): RefreshToken {
  const family = Buffer.from(randomUUIDv7().replaceAll('-', ''), 'hex');
  return tokenOf(Buffer.concat([family, randomBytes(sharedBytes + ownBytes)]));
}

export function nextToken({ text }: RefreshToken): RefreshToken {
  return tokenOf(Buffer.concat([bytesOf(text).subarray(0, familyBytes + sharedBytes), randomBytes(ownBytes)]));
}

/** What a text claims to be, true or not; undefined when it is not a refresh token at all. */
export function readRefreshToken(text: string): RefreshToken | undefined {
  const bytes = bytesOf(text);
  // Buffer skips invalid input: only a text that encodes back to itself is one of ours.
  if (bytes.length !== tokenBytes || bytes.toString('base64url') !== text) return undefined;
  return tokenOf(bytes);
}

/** The database stores no usable token. A plain hash suffices, because 128 bits cannot be guessed. */
export function hashOf({ text }: RefreshToken): Buffer {
  return hash('sha256', text, 'buffer');
}

/** Hash of the bits that the family's tokens share. */
export function sharedHashOf({ text }: RefreshToken): Buffer {
  return hash('sha256', bytesOf(text).subarray(familyBytes, familyBytes + sharedBytes), 'buffer');
}

/**
 * Encrypts the successor of `used` so that only the holder of `used` can read it; the database alone does not suffice.
 */
export function seal(next: RefreshToken, used: RefreshToken): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, sealingKeyOf(used), nonce);
  return Buffer.concat([nonce, cipher.update(bytesOf(next.text)), cipher.final(), cipher.getAuthTag()]);
}

/** @throws Error when it was sealed for another token */
export function unseal(sealed: Buffer, used: RefreshToken): RefreshToken {
  const decipher = createDecipheriv(algorithm, sealingKeyOf(used), sealed.subarray(0, nonceBytes));
  decipher.setAuthTag(sealed.subarray(-authTagBytes));
  return tokenOf(Buffer.concat([decipher.update(sealed.subarray(nonceBytes, -authTagBytes)), decipher.final()]));
}

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const authTagBytes = 16;

// Not the hash that is in the database.
function sealingKeyOf({ text }: RefreshToken): Buffer {
  return Buffer.from(hkdfSync('sha256', text, '', 'fairway refresh grace', 32));
}

function bytesOf(text: string): Buffer {
  return Buffer.from(text, 'base64url');
}

function tokenOf(bytes: Buffer): RefreshToken {
  const familyId = bytes.toString('hex', 0, familyBytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  return { familyId, text: bytes.toString('base64url') };
}
