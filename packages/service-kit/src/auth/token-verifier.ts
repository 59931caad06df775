import { roleSchema } from '@fairway/contracts';
import { errors, type JSONWebKeySet, jwtVerify, type JWTPayload } from 'jose';
import { z } from 'zod';
import { Problem } from '../http/problem.js';
import type { Account } from '../http/account.js';
import { type KeySet, type VerifiedToken, VerificationKeys } from './verification-keys.js';

/**
 * How tokens are verified: other services fetch the public keys from `jwksUrl`; auth-service has them and passes
 * `jwks`.
 */
export type AuthOptions = { readonly issuer: string; readonly audience: string } & (
  | { readonly jwksUrl: string }
  | { readonly jwks: JSONWebKeySet }
);

/**
 * Lifetime of an access token. Only auth-service sees that a session has ended, so elsewhere an ended session or a lost
 * role stays effective for this long.
 */
export const accessTokenLifetimeSeconds = 5 * 60;

// Allowed difference between the clocks of our machines.
const clockLeewaySeconds = 5;
const cachedTokens = 10_000;

const claimsSchema = z
  // What asks for rows of an account passes its id to PostgreSQL as a uuid.
  .object({ sub: z.uuid(), sid: z.uuid().optional(), iat: z.number(), exp: z.number(), roles: z.array(roleSchema) })
  // Not even the holder of a key gets a token that outlives the others.
  .refine(({ iat, exp }) => exp - iat <= accessTokenLifetimeSeconds, 'lives too long')
  .refine(({ iat }) => iat <= Date.now() / 1_000 + clockLeewaySeconds, 'was issued in the future');

/**
 * Verifies access tokens (RFC 9068): EdDSA only, type `at+jwt`, our issuer and audience, keys from our own URL only.
 *
 * A verified token is remembered, because a signature check costs 100 us and a client sends the same token for minutes.
 * Remembered tokens belong to a key set: a withdrawn key's tokens end with the next fetch of the keys.
 */
export class TokenVerifier {
  readonly #keys: VerificationKeys;
  readonly #options: AuthOptions;

  constructor(options: AuthOptions) {
    this.#options = options;
    this.#keys = new VerificationKeys('jwks' in options ? options.jwks : options.jwksUrl);
  }

  /**
   * @param admit runs before a signature is checked, which is expensive; its error is passed on
   * @returns synchronously for a token seen before
   * @throws Problem `token_invalid`, whose cause is an ExpiredTokenError when the token was valid once; or
   * `service_unavailable` when the keys cannot be fetched
   */
  verify(token: string, admit?: () => void): Account | Promise<Account> {
    const keys = this.#keys.current;
    const seen = keys?.verified.get(token);
    if (seen === undefined) {
      admit?.();
      return this.#verifySignature(token);
    }
    if (seen.expiresAtMs > Date.now()) return seen.account;
    throw invalid(new ExpiredTokenError(seen.account.id));
  }

  async #verifySignature(token: string): Promise<Account> {
    const { payload, keys } = await this.#payloadOf(token);
    const claims = claimsSchema.safeParse(payload);
    if (!claims.success) throw invalid(claims.error);
    const { sub, sid, exp, roles } = claims.data;
    const account = { id: sub, roles, sessionId: sid };
    remember(keys, token, { account, expiresAtMs: exp * 1_000 });
    return account;
  }

  async #payloadOf(token: string): Promise<{ payload: JWTPayload; keys: KeySet }> {
    try {
      const keys = await this.#keys.first();
      try {
        return { payload: await this.#verifyWith(keys, token), keys };
      } catch (error) {
        // Remembered, so a client that keeps sending it costs no further signature check.
        if (error instanceof errors.JWTExpired)
          remember(keys, token, { account: { id: String(error.payload.sub), roles: [] }, expiresAtMs: 0 });
        const newer = error instanceof errors.JWKSNoMatchingKey ? await this.#keys.after(keys) : undefined;
        if (newer === undefined) throw error;
        return { payload: await this.#verifyWith(newer, token), keys: newer };
      }
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw invalid(new ExpiredTokenError(String(error.payload.sub)));
      if (tokenErrors.some((type) => error instanceof type)) throw invalid(error);
      const detail = 'The access token cannot be checked at the moment. Try again shortly.';
      throw new Problem('service_unavailable', { detail, cause: error });
    }
  }

  async #verifyWith(keys: KeySet, token: string): Promise<JWTPayload> {
    const { issuer, audience } = this.#options;
    return (await jwtVerify(token, keys.find, { algorithms: ['EdDSA'], typ: 'at+jwt', issuer, audience })).payload;
  }
}

function remember({ verified }: KeySet, token: string, result: VerifiedToken): void {
  if (verified.size >= cachedTokens) {
    const [oldest] = verified.keys();
    if (oldest !== undefined) verified.delete(oldest);
  }
  verified.set(token, result);
}

// Errors that the token itself causes. Every other error of jose or fetch means that the keys were unavailable.
const tokenErrors = [
  errors.JWTClaimValidationFailed,
  errors.JWTInvalid,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
];

/** The token was ours and has expired. This happens to every client, and never to forged tokens. */
export class ExpiredTokenError extends Error {
  constructor(readonly accountId: string) {
    super('the access token is expired');
  }
}

/** The reason goes to the log only, so that a forger learns nothing. RFC 6750, 3.1. */
function invalid(cause: unknown): Problem {
  const detail = 'It is expired, damaged or not meant for this platform; get a new one.';
  return new Problem('token_invalid', {
    detail,
    headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
    cause,
  });
}
