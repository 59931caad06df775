/**
 * A refresh token is opaque to its holder: the id of its family (one sign-in) and a secret of 256 random bits. Of each
 * family the database knows only the newest token; any other one that names the family was used before.
 */
export interface RefreshToken {
  readonly familyId: string;
  readonly text: string;
}

/** However often it is renewed, a sign-in ends after this. */
export const familyLifetimeSeconds = 30 * 24 * 60 * 60;
/** A token that is not used for this long is worth nothing any more. */
export const idleLifetimeSeconds = 7 * 24 * 60 * 60;

export const secretBytes = 32;
const familyBytes = 16;

/** @param secret `secretBytes` random bytes */
export function newRefreshToken(familyId: string, secret: Buffer): RefreshToken {
  const family = Buffer.from(familyId.replaceAll('-', ''), 'hex');
  return { familyId, text: Buffer.concat([family, secret]).toString('base64url') };
}

/** What a text claims to be, true or not; undefined when it is no refresh token at all. */
export function readRefreshToken(text: string): RefreshToken | undefined {
  const bytes = Buffer.from(text, 'base64url');
  // Buffer skips what it cannot read: only a text that comes out the same is of our making.
  if (bytes.length !== familyBytes + secretBytes || bytes.toString('base64url') !== text) return undefined;
  const hex = bytes.toString('hex', 0, familyBytes);
  return { familyId: hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'), text };
}
