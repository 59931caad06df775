import { createLocalJWKSet, type JSONWebKeySet } from 'jose';
import { z } from 'zod';
import { logger } from '../telemetry/logger.js';
import type { Account } from '../http/account.js';

/** Older keys are used only while auth-service is unreachable. Its README states this time. */
const maxAgeMs = 60_000;
const fetchTimeoutMs = 3_000;
const fetchPauseMs = 1_000;
/** Anyone can send a token that names an unknown key, so such tokens may cause a fetch only this often. */
const unknownKeyPauseMs = 30_000;

const keySetSchema = z.looseObject({ keys: z.array(z.looseObject({ kty: z.string() })) });

export interface VerifiedToken {
  readonly account: Account;
  readonly expiresAtMs: number;
}

/** Keys that were published together, and the tokens verified with them. A new key set starts without tokens. */
export interface KeySet {
  readonly find: ReturnType<typeof createLocalJWKSet>;
  readonly verified: Map<string, VerifiedToken>;
}

/** The public keys of auth-service: fetched for the first token, then every minute while tokens arrive. */
export class VerificationKeys {
  readonly #url: string = '';
  #current: KeySet | undefined;
  #currentText = '';
  #staleAtMs = 0;
  #fetchedAtMs = 0;
  #pausedUntilMs = 0;
  #fetching: Promise<KeySet> | undefined;

  /** @param source the URL that publishes the keys; or the keys themselves, which are then never fetched */
  constructor(source: string | JSONWebKeySet) {
    if (typeof source === 'string') {
      this.#url = source;
      return;
    }
    this.#current = { find: createLocalJWKSet(source), verified: new Map() };
    this.#staleAtMs = Infinity;
    this.#fetchedAtMs = Infinity;
  }

  /** Returns at once. Renews keys that are due in the background. */
  get current(): KeySet | undefined {
    if (this.#current !== undefined && Date.now() >= this.#staleAtMs) this.#renew();
    return this.#current;
  }

  /** @throws when the keys cannot be fetched; within a second after a failure without another fetch */
  first(): Promise<KeySet> {
    return this.#current === undefined ? this.#fetch() : Promise.resolve(this.#current);
  }

  /**
   * For a token that names a key which `known` lacks.
   * @returns undefined when it is too early to fetch again
   */
  async after(known: KeySet): Promise<KeySet | undefined> {
    if (this.#current !== known) return this.#current;
    return Date.now() - this.#fetchedAtMs < unknownKeyPauseMs ? undefined : this.#fetch();
  }

  #renew(): void {
    this.#staleAtMs = Date.now() + maxAgeMs;
    this.#fetch().catch((error: unknown) => {
      // The next request after the pause tries again.
      this.#staleAtMs = this.#pausedUntilMs;
      logger.warn({ err: error }, 'the token keys could not be renewed; the current ones stay in use');
    });
  }

  /**
   * One fetch for all concurrent requests. After a failure, requests fail at once instead of waiting for the next
   * fetch.
   */
  #fetch(): Promise<KeySet> {
    if (this.#fetching !== undefined) return this.#fetching;
    if (Date.now() < this.#pausedUntilMs) return Promise.reject(new Error('the last fetch of the token keys failed'));
    this.#fetching = this.#load()
      .catch((error: unknown) => {
        this.#pausedUntilMs = Date.now() + fetchPauseMs;
        throw error;
      })
      .finally(() => (this.#fetching = undefined));
    return this.#fetching;
  }

  async #load(): Promise<KeySet> {
    const startedAtMs = Date.now();
    const answer = await fetch(this.#url, {
      headers: { 'cache-control': 'no-cache' },
      signal: AbortSignal.timeout(fetchTimeoutMs),
      redirect: 'manual',
    });
    if (answer.status !== 200)
      throw new Error(`the request for the token keys was answered with status ${answer.status}`);
    const text = await answer.text();
    if (this.#current === undefined || text !== this.#currentText) {
      const keys = keySetSchema.parse(JSON.parse(text)) as JSONWebKeySet;
      this.#current = { find: createLocalJWKSet(keys), verified: new Map() };
      this.#currentText = text;
    }
    this.#fetchedAtMs = startedAtMs;
    this.#staleAtMs = startedAtMs + maxAgeMs;
    return this.#current;
  }
}
