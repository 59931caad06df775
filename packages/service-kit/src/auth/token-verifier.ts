import { roleSchema } from '@fairway/contracts';
import { createRemoteJWKSet, customFetch, errors, jwtVerify, type JWTPayload, type RemoteJWKSet } from 'jose';
import { z } from 'zod';
import { Problem } from '../http/problem.js';
import { logger } from '../telemetry/logger.js';
import type { Account } from './account.js';

export interface AuthOptions {
  /** Where auth-service publishes its public keys. */
  readonly jwksUrl: string;
  readonly issuer: string;
  readonly audience: string;
}

const cachedTokens = 10_000;
const keysMaxAgeMs = 10 * 60_000;
const fetchTimeoutMs = 3_000;
const fetchPauseMs = 1_000;

// What asks for rows of an account passes its id to PostgreSQL as a uuid.
const claimsSchema = z.object({ sub: z.uuid(), exp: z.number(), roles: z.array(roleSchema) });

interface VerifiedToken {
  readonly account: Account;
  readonly expiresAtMs: number;
}

/**
 * Verifies access tokens (RFC 9068): EdDSA only, type `at+jwt`, our issuer and audience, keys only from our own URL.
 *
 * A verified token is remembered until it expires, since a signature costs 100 us and a client sends the same token
 * for minutes. So a key that auth-service withdraws lets its tokens live on for at most their five minutes.
 */
export class TokenVerifier {
  readonly #verified = new Map<string, VerifiedToken>();
  readonly #keys: RemoteJWKSet;
  readonly #options: AuthOptions;
  #keysAskedAtMs = 0;
  #fetchPausedUntilMs = 0;

  constructor(options: AuthOptions) {
    this.#options = options;
    this.#keys = createRemoteJWKSet(new URL(options.jwksUrl), {
      timeoutDuration: fetchTimeoutMs,
      // Old keys serve while auth-service is down: `#refreshKeys` renews them beside the requests.
      cacheMaxAge: Infinity,
      // jose lets all who need keys wait for one fetch. After one that failed, nobody waits for the next at once.
      [customFetch]: async (url, init) => {
        if (Date.now() < this.#fetchPausedUntilMs) throw new FetchPausedError('the last fetch of the token keys failed');
        return fetch(url, init);
      },
    });
  }

  /**
   * @returns at once for a token seen before
   * @throws Problem `token_invalid`, or `service_unavailable` when the keys cannot be had
   */
  verify(token: string): Account | Promise<Account> {
    const seen = this.#verified.get(token);
    if (seen === undefined) return this.#verifySignature(token);
    if (seen.expiresAtMs > Date.now()) return seen.account;
    this.#verified.delete(token);
    throw invalid(new Error('expired'));
  }

  async #verifySignature(token: string): Promise<Account> {
    this.#refreshKeys();
    const claims = claimsSchema.safeParse(await this.#payloadOf(token));
    if (!claims.success) throw invalid(claims.error);
    const { sub, exp, roles } = claims.data;
    const account = { id: sub, roles };
    this.#remember(token, { account, expiresAtMs: exp * 1_000 });
    return account;
  }

  async #payloadOf(token: string): Promise<JWTPayload> {
    const { issuer, audience } = this.#options;
    try {
      const { payload } = await jwtVerify(token, this.#keys, {
        algorithms: ['EdDSA'],
        typ: 'at+jwt',
        issuer,
        audience,
      });
      return payload;
    } catch (error) {
      if (tokenErrors.some((type) => error instanceof type)) throw invalid(error);
      this.#pauseFetching(error);
      const detail = 'The access token cannot be checked just now. Try again in a moment.';
      throw new Problem('service_unavailable', { detail, headers: { 'retry-after': '1' }, cause: error });
    }
  }

  #pauseFetching(error: unknown): void {
    if (!(error instanceof FetchPausedError)) this.#fetchPausedUntilMs = Date.now() + fetchPauseMs;
  }

  #remember(token: string, verified: VerifiedToken): void {
    if (this.#verified.size >= cachedTokens) {
      const [oldest] = this.#verified.keys();
      if (oldest !== undefined) this.#verified.delete(oldest);
    }
    this.#verified.set(token, verified);
  }

  #refreshKeys(): void {
    const nowMs = Date.now();
    const first = this.#keys.jwks() === undefined;
    if (!first && nowMs - this.#keysAskedAtMs < keysMaxAgeMs) return;
    this.#keysAskedAtMs = nowMs;
    // The verification itself fetches, and waits for, the first ones.
    if (first) return;
    this.#keys.reload().catch((error: unknown) => {
      this.#pauseFetching(error);
      logger.warn({ err: error }, 'the token keys could not be renewed; the ones at hand still serve');
    });
  }
}

// What the token itself gets wrong. All other errors of jose, and of fetch, mean that the keys could not be had.
const tokenErrors = [
  errors.JWTExpired,
  errors.JWTClaimValidationFailed,
  errors.JWTInvalid,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
];

class FetchPausedError extends Error {}

/** Why stays in the log: a forger learns nothing. RFC 6750, 3.1. */
function invalid(cause: unknown): Problem {
  const detail = 'It is expired, damaged or not meant for this platform; get a new one.';
  return new Problem('token_invalid', { detail, headers: { 'www-authenticate': 'Bearer error="invalid_token"' }, cause });
}
