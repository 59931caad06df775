import { createCipheriv, createDecipheriv, hash, hkdfSync, randomBytes, randomUUIDv7 } from 'node:crypto';

/**
 * A refresh token is opaque to its holder. It has the id of its family (one sign-in), 128 random bits that all tokens of
 * the family share, and 128 random bits of its own. Whoever knows the shared ones has held a token of the family; whoever
 * knows the id alone has not, and can invent no token that looks used.
 */
export interface RefreshToken {
  readonly familyId: string;
  readonly text: string;
}

/** However often it is renewed, a sign-in ends after this. */
export const familyLifetimeSeconds = 30 * 24 * 60 * 60;
/** A token that is not used for this long is worth nothing any more. */
export const idleLifetimeSeconds = 7 * 24 * 60 * 60;
/** So long after a token was used, it still gives the token that came of it: two tabs, or a client that lost the answer. */
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

/** What a text claims to be, true or not; undefined when it is no refresh token at all. */
export function readRefreshToken(text: string): RefreshToken | undefined {
  const bytes = bytesOf(text);
  // Buffer skips what it cannot read: only a text that comes out the same is of our making.
  if (bytes.length !== tokenBytes || bytes.toString('base64url') !== text) return undefined;
  return tokenOf(bytes);
}

/** Whoever reads the database cannot use what it holds. A plain hash does: nobody can guess 128 bits. */
export function hashOf({ text }: RefreshToken): Buffer {
  return hash('sha256', text, 'buffer');
}

/** Of what the family's tokens share. */
export function sharedHashOf({ text }: RefreshToken): Buffer {
  return hash('sha256', bytesOf(text).subarray(familyBytes, familyBytes + sharedBytes), 'buffer');
}

/** Encrypts the token that comes after `used`, so that only who has `used` can read it: the database alone cannot. */
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

// Not the hash that the database has.
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
